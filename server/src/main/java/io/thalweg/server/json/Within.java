package io.thalweg.server.json;

import io.thalweg.core.error.ErrorCode;
import io.thalweg.core.error.StreamException;
import java.util.function.Supplier;

/** Names the fields of an object that lies in another one. */
public final class Within {
  private Within() {}

  /**
   * What {@code part} gives; if it refuses a field, the refusal names it with where it lies.
   *
   * @param place such as {@code commit[1]}
   */
  public static <T> T place(String place, Supplier<T> part) {
    try {
      return part.get();
    } catch (StreamException refusal) {
      String field = refusal.field();
      boolean isNamed =
          refusal.code() == ErrorCode.INVALID_REQUEST
              && field != null
              && refusal.getMessage().startsWith(field + " ");
      throw isNamed
          ? StreamException.invalid(
              place + "." + field, refusal.getMessage().substring(field.length() + 1))
          : refusal;
    }
  }
}
