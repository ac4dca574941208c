package io.thalweg.core.contract;

import io.thalweg.core.spi.StorageSpi;
import io.vertx.core.Vertx;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/**
 * What {@link StorageSpi} says, as tests. A backend's test class extends this one, or {@link
 * DurableStorageContract} if the storage outlives its object, and adds only what is its own.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(60)
public abstract class StorageContract {
  private Vertx vertx;
  private StorageSpi storage;

  /** A storage that is empty, not open yet, and shares nothing with any made before. */
  protected abstract StorageSpi newStorage(Vertx vertx);

  /** Closes the storage and opens what it left behind. */
  void reopenStorage() {
    throw new UnsupportedOperationException("this storage forgets");
  }

  final void storage(StorageSpi opened) {
    storage = opened;
  }

  final StorageSpi storage() {
    return storage;
  }

  final Vertx vertx() {
    return vertx;
  }

  @BeforeAll
  final void startVertx() {
    vertx = Vertx.vertx();
  }

  @AfterAll
  final void closeVertx() {
    ContractChapter.await(vertx.close());
  }

  @BeforeEach
  final void openNewStorage() {
    storage = newStorage(vertx);
    ContractChapter.await(storage.open());
  }

  @AfterEach
  final void closeStorage() {
    ContractChapter.await(storage.close());
  }

  @Nested
  class Lifecycle extends LifecycleChapter {
    Lifecycle() {
      super(StorageContract.this);
    }
  }

  @Nested
  class Atomicity extends AtomicityChapter {
    Atomicity() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Order extends OrderChapter {
    Order() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class ExpectedHead extends ExpectedHeadChapter {
    ExpectedHead() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Ids extends IdsChapter {
    Ids() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Producers extends ProducersChapter {
    Producers() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Partitions extends PartitionsChapter {
    Partitions() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Fidelity extends FidelityChapter {
    Fidelity() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Reads extends ReadsChapter {
    Reads() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Filters extends FiltersChapter {
    Filters() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class LookUps extends LookUpsChapter {
    LookUps() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Catalog extends CatalogChapter {
    Catalog() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Names extends NamesChapter {
    Names() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Retention extends RetentionChapter {
    Retention() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Groups extends GroupsChapter {
    Groups() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Fences extends FencesChapter {
    Fences() {
      super(StorageContract.this, false);
    }
  }

  @Nested
  class Leases extends LeasesChapter {
    Leases() {
      super(StorageContract.this);
    }
  }

  @Nested
  class Notices extends NoticesChapter {
    Notices() {
      super(StorageContract.this);
    }
  }

  @Nested
  class Threads extends ThreadsChapter {
    Threads() {
      super(StorageContract.this);
    }
  }

  @Nested
  class Concurrency extends ConcurrencyChapter {
    Concurrency() {
      super(StorageContract.this);
    }
  }
}
