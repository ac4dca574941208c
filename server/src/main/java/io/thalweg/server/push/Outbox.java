package io.thalweg.server.push;

/**
 * How much of what was written to one client its kernel has not taken yet: the measure by which a
 * reader is paced. Not thread-safe.
 */
final class Outbox {
  private final int bytesMax;
  private final EncodedBytes.Memory memory;
  private final Runnable whenRoom;
  private long unsent;
  private boolean full;
  private boolean moved;

  /**
   * @param bytesMax unsent bytes at which there is no more room
   * @param whenRoom called when there is room again, at half of that
   */
  Outbox(int bytesMax, EncodedBytes.Memory memory, Runnable whenRoom) {
    this.bytesMax = bytesMax;
    this.memory = memory;
    this.whenRoom = whenRoom;
  }

  long unsent() {
    return unsent;
  }

  /** To be told before bytes are written. */
  void writing(int bytes) {
    unsent += bytes;
  }

  /** To be told when the kernel has taken bytes of events, or never will. */
  void written(int bytes) {
    moved = true;
    writtenAside(bytes);
  }

  /**
   * The same of what is not events and says nothing of the client: heartbeats are so few bytes that
   * the kernel takes them for a long time though nobody reads them.
   */
  void writtenAside(int bytes) {
    unsent -= bytes;
    if (full && hasRoom(bytesMax / 2)) {
      full = false;
      whenRoom.run();
    }
  }

  /** Whether there is room for another block; if not, {@code whenRoom} will be called. */
  boolean hasRoom() {
    full = !hasRoom(bytesMax - 1);
    return !full;
  }

  private boolean hasRoom(int unsentMax) {
    return unsent == 0 || (unsent <= unsentMax && !memory.isShort());
  }

  /** Whether the kernel has taken any events since this was asked last. */
  boolean takeMoved() {
    boolean was = moved;
    moved = false;
    return was;
  }
}
