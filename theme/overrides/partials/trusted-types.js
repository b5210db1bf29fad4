// With Trusted Types (the page's policy asks for them) every text that a script would have read as HTML is refused,
// and every address of a script passes here first. Workers are the one for offline use and Python's, which our own
// script starts from a blob.
globalThis.trustedTypes?.createPolicy("default", {
  createScriptURL: (address) => {
    const { origin, pathname, protocol } = new URL(address, location.href);
    const known = protocol === "blob:" || pathname.endsWith("/sw.js");
    return known && origin === location.origin ? address : null;
  },
});
