package io.thalweg.core.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.thalweg.core.spi.StorageSpi;
import io.vertx.core.Vertx;
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
    ContractChapter.await(storage().close());
    storage(reopen(vertx(), storage()));
    ContractChapter.await(storage().open());
  }

  @Test
  void saysWhyItCannotOpenAndClosesNevertheless() {
    StorageSpi broken = newStorageThatCannotOpen(vertx());

    assertThat(ContractChapter.failureOf(broken.open())).message().isNotBlank();

    ContractChapter.await(broken.close());
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
}
