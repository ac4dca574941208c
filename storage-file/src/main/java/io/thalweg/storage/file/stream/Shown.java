package io.thalweg.storage.file.stream;

/** What readers see of a stream: it changes by itself when the reveal comes. */
record Shown(Span before, Span after, Reveal reveal) {

  static Shown of(Span span) {
    return new Shown(span, span, Reveal.PAST);
  }

  Span now() {
    return reveal.hasCome() ? after : before;
  }
}
