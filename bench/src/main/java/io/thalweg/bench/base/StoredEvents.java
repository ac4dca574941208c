package io.thalweg.bench.base;

import io.vertx.core.buffer.Buffer;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Thread-safe. Events as readers get them, rendered once into a file of ready pages, which is read
 * as memory, so that no limit is set by how a base stores.
 */
final class StoredEvents {

  static final int PAGE_EVENTS = 1000;
  private static final byte[] EMPTY_PAGE =
      ascii("{\"events\":[],\"generation\":1,\"partitions\":[]}");

  private final FileChannel file;
  private final MappedByteBuffer pages;
  private final int[] pageStarts;
  private final int[] eventStarts;

  private StoredEvents(FileChannel file, int[] pageStarts, int[] eventStarts) throws IOException {
    this.file = file;
    this.pages = file.map(FileChannel.MapMode.READ_ONLY, 0, file.size());
    this.pageStarts = pageStarts;
    this.eventStarts = eventStarts;
  }

  static StoredEvents create(Path path, int events, int size) throws IOException {
    int[] pageStarts = new int[(events + PAGE_EVENTS - 1) / PAGE_EVENTS + 1];
    int[] eventStarts = new int[events + 1];
    String tail = eventTail(size);
    int at = 0;
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(path), 1 << 20)) {
      for (int event = 0; event < events; event++) {
        boolean first = event % PAGE_EVENTS == 0;
        if (first) {
          pageStarts[event / PAGE_EVENTS] = at;
        }
        byte[] separator = ascii(first ? "{\"events\":[" : ",");
        byte[] text =
            ascii("{\"offset\":" + event + ",\"partition\":0,\"timestamp\":1700000000000," + tail);
        boolean last = event % PAGE_EVENTS == PAGE_EVENTS - 1 || event == events - 1;
        byte[] end = ascii(last ? pageTail(event + 1, events) : "");
        out.write(separator);
        out.write(text);
        out.write(end);
        eventStarts[event] = at + separator.length;
        at = Math.addExact(at, separator.length + text.length + end.length);
      }
    }
    pageStarts[pageStarts.length - 1] = at;
    eventStarts[events] = at;
    return new StoredEvents(
        FileChannel.open(path, StandardOpenOption.READ), pageStarts, eventStarts);
  }

  private static String pageTail(int next, int head) {
    return "],\"next_offset\":" + next + ",\"min_offset\":0,\"head\":" + head + "}";
  }

  private static String eventTail(int size) {
    return "\"event\":\"bench.event\",\"data\":\"" + "x".repeat(size) + "\"}";
  }

  int count() {
    return eventStarts.length - 1;
  }

  int pageCount() {
    return pageStarts.length - 1;
  }

  FileChannel file() {
    return file;
  }

  int pageStart(int page) {
    return pageStarts[page];
  }

  int pageLength(int page) {
    return pageStarts[page + 1] - pageStarts[page];
  }

  /** A copy of a page; of none behind the last one. */
  Buffer page(int page) {
    return Buffer.buffer(
        page < pageCount() ? copy(pageStarts[page], pageLength(page)) : EMPTY_PAGE);
  }

  /** One event as the text of a frame. */
  String event(int offset) {
    int start = eventStarts[offset];
    byte[] bytes = copy(start, eventStarts[offset + 1] - start);
    return new String(bytes, 0, endOfEvent(bytes), StandardCharsets.ISO_8859_1);
  }

  /** Behind an event comes a comma, or the rest of its page up to the next one. */
  private static int endOfEvent(byte[] bytes) {
    int end = bytes.length - 1;
    if (bytes[end] == ',') {
      return end;
    }
    int at = 0;
    while (bytes[at] != '}') {
      at++;
    }
    return at + 1;
  }

  private byte[] copy(int start, int length) {
    byte[] bytes = new byte[length];
    pages.get(start, bytes);
    return bytes;
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
