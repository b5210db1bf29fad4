"""What the pages know: the checker's content, the languages and their words, references, topics and lists."""
