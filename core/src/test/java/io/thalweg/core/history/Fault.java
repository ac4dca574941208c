package io.thalweg.core.history;

/** A fault that the test caused, from its beginning until the server was well again. */
public record Fault(String what, long begun, long ended) {}
