// With Trusted Types (the page's policy asks for them) every text that a script would have read as HTML, or as
// the address of a script, passes here first. Material's search needs the marks around found words; workers are
// the search's, the one for offline use, and Python's, which our own script starts from a blob.
globalThis.trustedTypes?.createPolicy("default", {
  createHTML: (text) => text.replace(/<(?!\/?mark>)/g, "&lt;"),
  createScriptURL: (address) => {
    const { origin, pathname, protocol } = new URL(address, location.href);
    const known = protocol === "blob:" || /\/(sw|assets\/javascripts\/workers\/search\.\w+\.min)\.js$/.test(pathname);
    return known && origin === location.origin ? address : null;
  },
});
