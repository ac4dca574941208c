package io.thalweg.bench.net;

/** The other side sent what no correct server sends, or hung up. The run it happens in is void. */
public final class WireException extends RuntimeException {

  private static final long serialVersionUID = 1;

  public WireException(String message) {
    super(message);
  }
}
