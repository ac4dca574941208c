package io.thalweg.core.group.queue;

import io.thalweg.core.record.EventBlock;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.Murmur2;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Events as they were read.
 *
 * @param blocks in offset order, one behind the other
 */
record Found(List<EventBlock> blocks, long minOffset, long streamGeneration) {
  int count() {
    return blocks.stream().mapToInt(EventBlock::count).sum();
  }

  Candidates candidates(boolean withKeys) {
    long[] offsets = new long[count()];
    int[] keys = new int[offsets.length];
    int i = 0;
    for (EventBlock block : blocks) {
      for (EventCursor event = block.cursor(); event.next(); i++) {
        offsets[i] = event.offset();
        keys[i] = withKeys && event.hasKey() ? hash(event.key()) : Pending.NO_KEY;
      }
    }
    return new Candidates(offsets, keys, minOffset);
  }

  private static int hash(String key) {
    byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
    return Murmur2.hash(bytes, 0, bytes.length);
  }

  /** Only the events with these offsets, ascending, all of which were found. */
  EventBlock only(long[] offsets) {
    if (blocks.size() == 1 && blocks.get(0).count() == offsets.length) {
      return blocks.get(0);
    }
    byte[] chosen = new byte[blocks.stream().mapToInt(EventBlock::bytes).sum()];
    int to = 0;
    int i = 0;
    for (EventBlock block : blocks) {
      for (EventCursor event = block.cursor(); event.next(); ) {
        if (i < offsets.length && event.offset() == offsets[i]) {
          System.arraycopy(event.array(), event.at(), chosen, to, event.length());
          to += event.length();
          i++;
        }
      }
    }
    return new EventBlock(chosen, 0, to, i);
  }
}
