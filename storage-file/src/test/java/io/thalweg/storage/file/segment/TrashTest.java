package io.thalweg.storage.file.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.storage.file.disk.FileSystemDisk;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a segment that nobody needs any more. */
class TrashTest {
  private static final int MIB = 1024 * 1024;
  private static final long STREAM = 3;

  @TempDir Path directory;

  private final FileSystemDisk disk = new FileSystemDisk(false);
  private Trash trash;
  private SegmentStore store;

  @BeforeEach
  void open() throws IOException {
    trash = new Trash(disk, directory.resolve("trash"));
    trash.open();
    store = new SegmentStore(disk, directory.resolve("streams"), trash, 1, 10);
    disk.createDirectories(store.directory(STREAM));
  }

  @Test
  void givesItsBlocksBackAFewAtATime() throws IOException {
    Segment segment = segmentOf(5 * MIB);

    store.delete(segment);

    assertThat(segment.path()).doesNotExist();
    List<Long> sizes = new ArrayList<>();
    do {
      sizes.addAll(sizesInTrash());
    } while (trash.freeSome());
    assertThat(sizes).containsExactly(5L * MIB, 3L * MIB, 1L * MIB);
    assertThat(sizesInTrash()).isEmpty();
  }

  @Test
  void staysWholeForWhoReadsIt() throws IOException {
    Segment segment = segmentOf(5 * MIB);
    OpenFiles.Lease reader = store.files().use(segment.path());
    OpenFiles.Lease another = store.files().use(segment.path());

    store.delete(segment);

    assertThat(trash.freeSome()).isFalse();
    another.close();
    assertThat(trash.freeSome()).isFalse();
    ByteBuffer last = ByteBuffer.allocate(1);
    assertThat(reader.file().read(last, 5 * MIB - 1)).isEqualTo(1);
    assertThat(last.get(0)).isEqualTo((byte) 7);
    reader.close();
    assertThat(trash.freeSome()).isTrue();
    assertThat(sizesInTrash()).containsExactly(3L * MIB);
  }

  @Test
  void isFreedByTheNextProcessIfThisOneEnds() throws IOException {
    store.delete(segmentOf(5 * MIB));
    trash.freeSome();

    Trash next = new Trash(disk, directory.resolve("trash"));
    next.open();

    assertThat(next.freeSome()).isTrue();
    assertThat(next.freeSome()).isFalse();
    assertThat(sizesInTrash()).isEmpty();
  }

  @Test
  void doesNotMindThatAFileIsGoneAlready() throws IOException {
    store.delete(segmentOf(5 * MIB));
    Files.delete(disk.list(directory.resolve("trash")).get(0));

    assertThat(trash.freeSome()).isFalse();
  }

  @Test
  void isNotMissedIfSomebodyElseRemovedIt() throws IOException {
    Segment segment = segmentOf(MIB);
    Files.delete(segment.path());

    store.delete(segment);

    assertThat(trash.freeSome()).isFalse();
    assertThat(sizesInTrash()).isEmpty();
  }

  private Segment segmentOf(int bytes) throws IOException {
    Segment segment = store.remembered(STREAM, 0, 0, new Extent(0, 0, 0));
    byte[] content = new byte[bytes];
    Arrays.fill(content, (byte) 7);
    Files.write(segment.path(), content);
    return segment;
  }

  private List<Long> sizesInTrash() throws IOException {
    List<Long> sizes = new ArrayList<>();
    for (Path file : disk.list(directory.resolve("trash"))) {
      sizes.add(Files.size(file));
    }
    return sizes;
  }
}
