package io.thalweg.storage.redis;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.record.EventBatch;
import io.thalweg.core.record.EventCursor;
import io.thalweg.core.record.RecordFormat;
import io.thalweg.core.spi.StreamAppend;
import io.thalweg.core.spi.WriteBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a script takes for one batch: a batch, or several that the script may as well take for one,
 * because each appends to the same stream and has no condition that could refuse it alone. What the
 * script does for each batch costs more than storing a small event. Not thread-safe.
 */
final class WriteUnit {
  // How many arguments the script is given of each event; or records, which it takes apart.
  private static final int TYPE_AND_DATA = 2;
  private static final int WITH_KEY_AND_HASH = 4;
  private static final int RECORDS = 0;
  private static final int RECORDS_WITH_IDS = 1;

  private final List<WriteBatch> batches = new ArrayList<>();
  private final List<Integer> places = new ArrayList<>();

  /** Of each append, how many arguments an event is; null until all batches are joined. */
  private int[] widths;

  private WriteUnit() {}

  /**
   * All batches, joined where that makes no difference: the batches of a stream keep their order.
   */
  static List<WriteUnit> of(List<WriteBatch> batches) {
    List<WriteUnit> units = new ArrayList<>();
    Map<StreamName, WriteUnit> open = new HashMap<>();
    for (int place = 0; place < batches.size(); place++) {
      WriteBatch batch = batches.get(place);
      WriteUnit unit;
      if (isUnconditional(batch)) {
        unit = open.computeIfAbsent(batch.appends().get(0).stream(), first -> begin(units));
      } else {
        open.clear();
        unit = begin(units);
      }
      unit.batches.add(batch);
      unit.places.add(place);
    }
    return units;
  }

  private static WriteUnit begin(List<WriteUnit> units) {
    WriteUnit unit = new WriteUnit();
    units.add(unit);
    return unit;
  }

  /**
   * Whether nothing but that its stream is missing can refuse the batch: it only appends to one.
   */
  static boolean isUnconditional(WriteBatch batch) {
    return batch.stamp() == null
        && batch.groups().isEmpty()
        && batch.appends().size() == 1
        && batch.appends().get(0).expectedHead() == StreamAppend.ANY;
  }

  List<WriteBatch> batches() {
    return batches;
  }

  /** Where each of its batches stands in the call. */
  List<Integer> places() {
    return places;
  }

  /** The batch that the script is told of; its appends are longer if others were joined to it. */
  WriteBatch first() {
    return batches.get(0);
  }

  int count(int append) {
    int count = 0;
    for (WriteBatch batch : batches) {
      count += batch.appends().get(append).events().count();
    }
    return count;
  }

  /**
   * Whether nothing but that its stream is missing can refuse it, and its events have nothing but a
   * type, data and perhaps a key.
   */
  boolean isBare() {
    return isUnconditional(first()) && width(0) >= TYPE_AND_DATA;
  }

  /** Adds the events of an append of all its batches, one after the other. */
  void addEvents(int append, RespCommands call) {
    int width = width(append);
    call.word(width);
    if (width < TYPE_AND_DATA) {
      call.word(records(append));
      return;
    }
    for (WriteBatch batch : batches) {
      EventCursor event = batch.appends().get(append).events().cursor();
      while (event.next()) {
        addEvent(event, width == WITH_KEY_AND_HASH, call);
      }
    }
  }

  private static void addEvent(EventCursor event, boolean withKey, RespCommands call) {
    byte[] array = event.array();
    call.word(array, event.typeAt(), RecordFormat.typeLength(array, event.at()));
    call.word(array, event.dataAt(), RecordFormat.dataLength(array, event.at()));
    if (withKey) {
      call.word(array, event.keyAt(), event.keyLength()).word(event.keyHash());
    }
  }

  private int width(int append) {
    if (widths == null) {
      widths = new int[first().appends().size()];
      Arrays.setAll(widths, this::findWidth);
    }
    return widths[append];
  }

  private int findWidth(int append) {
    if (haveIds(append)) {
      return RECORDS_WITH_IDS;
    }
    boolean haveKeys = false;
    boolean isFirst = true;
    for (WriteBatch batch : batches) {
      EventCursor event = batch.appends().get(append).events().cursor();
      while (event.next()) {
        if (event.headersLength() >= 0 || !isFirst && event.hasKey() != haveKeys) {
          return RECORDS;
        }
        haveKeys = event.hasKey();
        isFirst = false;
      }
    }
    return haveKeys ? WITH_KEY_AND_HASH : TYPE_AND_DATA;
  }

  private boolean haveIds(int append) {
    return batches.stream().anyMatch(batch -> batch.appends().get(append).events().withIds());
  }

  private byte[] records(int append) {
    EventBatch first = first().appends().get(append).events();
    if (batches.size() == 1) {
      return first.array().length == first.bytes()
          ? first.array()
          : Arrays.copyOf(first.array(), first.bytes());
    }
    int bytes = 0;
    for (WriteBatch batch : batches) {
      bytes += batch.appends().get(append).events().bytes();
    }
    byte[] records = new byte[bytes];
    int to = 0;
    for (WriteBatch batch : batches) {
      EventBatch events = batch.appends().get(append).events();
      System.arraycopy(events.array(), 0, records, to, events.bytes());
      to += events.bytes();
    }
    return records;
  }
}
