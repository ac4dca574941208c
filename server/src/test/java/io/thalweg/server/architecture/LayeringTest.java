package io.thalweg.server.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import io.vertx.core.eventbus.EventBusOptions;
import org.junit.jupiter.api.Test;

/** Who may know whom: the table of ARCHITECTURE.md. */
class LayeringTest {
  private static final String CORE = "io.thalweg.core..";
  private static final String STORAGE = "io.thalweg.storage..";
  private static final String FILE = "io.thalweg.storage.file..";
  private static final String POSTGRES = "io.thalweg.storage.postgres..";
  private static final String REDIS = "io.thalweg.storage.redis..";
  private static final String SERVER = "io.thalweg.server..";
  private static final String ROOT = "io.thalweg.server";
  private static final String[] JDK_AND_VERTX = {"java..", "javax.net.ssl..", "io.vertx.core.."};

  private static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.contains("-tests.jar"))
          .importPackages("io.thalweg");

  @Test
  void allModulesAreLookedAt() {
    assertThat(ALL.that(resideInAPackage(CORE))).isNotEmpty();
    assertThat(ALL.that(resideInAPackage(FILE))).isNotEmpty();
    assertThat(ALL.that(resideInAPackage(POSTGRES))).isNotEmpty();
    assertThat(ALL.that(resideInAPackage(REDIS))).isNotEmpty();
    assertThat(ALL.that(resideInAPackage(SERVER))).isNotEmpty();
  }

  @Test
  void coreUsesTheJdkAndVertxCoreOnly() {
    classes()
        .that()
        .resideInAPackage(CORE)
        .should()
        .onlyDependOnClassesThat(resideInAPackage(CORE).or(resideInAnyPackage(JDK_AND_VERTX)))
        .check(ALL);
  }

  @Test
  void theFileStorageUsesCoreTheJdkAndVertxCoreOnly() {
    classes()
        .that()
        .resideInAPackage(FILE)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(FILE, CORE).or(resideInAnyPackage(JDK_AND_VERTX)))
        .check(ALL);
  }

  @Test
  void thePostgresStorageUsesCoreVertxAndItsClientOnly() {
    classes()
        .that()
        .resideInAPackage(POSTGRES)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(POSTGRES, CORE, "io.vertx.pgclient..", "io.vertx.sqlclient..")
                .or(resideInAnyPackage(JDK_AND_VERTX)))
        .check(ALL);
  }

  @Test
  void theRedisStorageUsesCoreVertxAndItsClientOnly() {
    classes()
        .that()
        .resideInAPackage(REDIS)
        .should()
        .onlyDependOnClassesThat(
            resideInAnyPackage(REDIS, CORE, "io.vertx.redis.client")
                .or(resideInAnyPackage(JDK_AND_VERTX)))
        .check(ALL);
  }

  @Test
  void aStorageKnowsOfCoreOnlyWhatTheSpiIsWrittenIn() {
    noClasses()
        .that()
        .resideInAPackage(STORAGE)
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.thalweg.core",
            "io.thalweg.core.bus..",
            "io.thalweg.core.log..",
            "io.thalweg.core.tail..",
            "io.thalweg.core.group..")
        .check(ALL);
  }

  @Test
  void nobodyNamesABackend() {
    noClasses()
        .that()
        .resideOutsideOfPackage(STORAGE)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(STORAGE)
        .because("backends are found by ServiceLoader and chosen by storage.type")
        .check(ALL);
  }

  @Test
  void theGatewayReachesTheStorageOverTheBusOnly() {
    noClasses()
        .that()
        .resideInAnyPackage("io.thalweg.server.http..", "io.thalweg.server.push..")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.thalweg.core.spi.StorageSpi")
        .orShould()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.thalweg.core.spi.StorageProviders")
        .check(ALL);
  }

  @Test
  void onlyTheCompositionRootChoosesTheStorage() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.thalweg.server.ThalwegServer")
        .and()
        .resideOutsideOfPackage("io.thalweg.core.spi")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("io.thalweg.core.spi.StorageProviders")
        .check(ALL);
  }

  @Test
  void jsonKnowsNeitherHttpNorTheBus() {
    noClasses()
        .that()
        .resideInAPackage("io.thalweg.server.json..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.thalweg.server.http..",
            "io.thalweg.server.push..",
            "io.thalweg.core.bus..",
            "io.vertx.core.http..",
            "io.vertx.core.eventbus..")
        .check(ALL);
  }

  @Test
  void noPieceOfTheServerKnowsTheCompositionRoot() {
    noClasses()
        .that()
        .resideInAPackage(SERVER)
        .and()
        .resideOutsideOfPackage(ROOT)
        .should()
        .dependOnClassesThat()
        .resideInAPackage(ROOT)
        .check(ALL);
  }

  @Test
  void onlyTheBusPackageTalksToTheEventBus() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.thalweg.core.bus..")
        .should()
        .dependOnClassesThat(
            resideInAPackage("io.vertx.core.eventbus..").and(not(type(EventBusOptions.class))))
        .because("addresses, codecs and messages are that package's own")
        .check(ALL);
  }

  @Test
  void onlyMainEndsTheProcess() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("io.thalweg.server.Main")
        .and()
        .resideOutsideOfPackage("io.thalweg.bench..")
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(ALL);
  }

  @Test
  void onlyLogsKnowsTheLoggingBackend() {
    noClasses()
        .that()
        .haveNameNotMatching("io\\.thalweg\\.server\\.ops\\.Log(s|Line)")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("java.util.logging..")
        .check(ALL);
  }

  @Test
  void aGuestSetsNoHandlerForEverybody() {
    noClasses()
        .that()
        .resideInAnyPackage(CORE, STORAGE)
        .should()
        .callMethod(io.vertx.core.Vertx.class, "exceptionHandler", io.vertx.core.Handler.class)
        .check(ALL);
  }

  @Test
  void nobodyPrintsButTheCommands() {
    noClasses()
        .that()
        .resideOutsideOfPackages(ROOT, "io.thalweg.bench..")
        .should()
        .accessField(System.class, "out")
        .orShould()
        .accessField(System.class, "err")
        .check(ALL);
  }

  @Test
  void packagesOfCoreHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("io.thalweg.core.(*)..")
        .should()
        .beFreeOfCycles()
        .check(ALL);
  }

  @Test
  void packagesOfTheServerHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("io.thalweg.server.(*)..")
        .should()
        .beFreeOfCycles()
        .check(ALL);
  }

  @Test
  void packagesOfTheFileStorageHaveNoCycles() {
    SlicesRuleDefinition.slices()
        .matching("io.thalweg.storage.file.(*)..")
        .should()
        .beFreeOfCycles()
        .check(ALL);
  }
}
