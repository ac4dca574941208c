package io.thalweg.core.contract;

import static io.thalweg.core.contract.ContractChapter.ORDERS;
import static io.thalweg.core.contract.ContractChapter.appends;
import static io.thalweg.core.contract.ContractChapter.await;
import static io.thalweg.core.contract.ContractChapter.config;
import static io.thalweg.core.contract.ContractChapter.events;
import static io.thalweg.core.contract.ContractChapter.failureOf;
import static io.thalweg.core.contract.ContractChapter.numbered;
import static io.thalweg.core.contract.ContractChapter.to;
import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.model.StreamName;
import io.thalweg.core.spi.StorageSpi;
import io.thalweg.core.spi.WriteBatch;
import io.thalweg.core.spi.WriteOutcome;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The contract of a storage that outlives its object: the same, and once more after a restart. */
public abstract class DurableStorageContract extends StorageContract {

  /** A storage, not open yet, of what this one left behind when it was closed. */
  protected abstract StorageSpi reopen(Vertx vertx, StorageSpi closed);

  /** A storage whose {@code open} fails, such as one whose place another process holds. */
  protected abstract StorageSpi newStorageThatCannotOpen(Vertx vertx);

  @Override
  final void reopenStorage() {
    await(storage().close());
    storage(reopen(vertx(), storage()));
    await(storage().open());
  }

  @Test
  void saysWhyItCannotOpenAndClosesNevertheless() {
    StorageSpi broken = newStorageThatCannotOpen(vertx());

    assertThat(failureOf(broken.open())).message().isNotBlank();

    await(broken.close());
  }

  @Test
  void keepsWhatWasUnderWayWhenItClosed() {
    await(storage().createStream(ORDERS, config(1)));

    Future<List<WriteOutcome>> underWay =
        storage().write(List.of(appends(to(ORDERS, events(100)))));
    reopenStorage();

    assertThat(await(underWay).get(0).isStored()).isTrue();
    assertThat(head(ORDERS)).isEqualTo(100);
  }

  @Test
  void goesOnAfterManyRestarts() {
    await(storage().createStream(ORDERS, config(1)));
    for (int i = 0; i < 5; i++) {
      WriteBatch batch = appends(to(ORDERS, numbered(i, 1)));
      await(storage().write(List.of(batch)));
      reopenStorage();
      reopenStorage();

      assertThat(head(ORDERS)).isEqualTo(i + 1);
    }
  }

  private long head(StreamName stream) {
    return await(storage().stream(stream)).head();
  }

  @Nested
  class AtomicityAfterRestart extends AtomicityChapter {
    AtomicityAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class OrderAfterRestart extends OrderChapter {
    OrderAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class ExpectedHeadAfterRestart extends ExpectedHeadChapter {
    ExpectedHeadAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class IdsAfterRestart extends IdsChapter {
    IdsAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class ProducersAfterRestart extends ProducersChapter {
    ProducersAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class PartitionsAfterRestart extends PartitionsChapter {
    PartitionsAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class FidelityAfterRestart extends FidelityChapter {
    FidelityAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class ReadsAfterRestart extends ReadsChapter {
    ReadsAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class FiltersAfterRestart extends FiltersChapter {
    FiltersAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class LookUpsAfterRestart extends LookUpsChapter {
    LookUpsAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class CatalogAfterRestart extends CatalogChapter {
    CatalogAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class NamesAfterRestart extends NamesChapter {
    NamesAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class RetentionAfterRestart extends RetentionChapter {
    RetentionAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class GroupsAfterRestart extends GroupsChapter {
    GroupsAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }

  @Nested
  class FencesAfterRestart extends FencesChapter {
    FencesAfterRestart() {
      super(DurableStorageContract.this, true);
    }
  }
}
