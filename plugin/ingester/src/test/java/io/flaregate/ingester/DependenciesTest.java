package io.flaregate.ingester;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;

@AnalyzeClasses(
    packages = "io.flaregate.ingester",
    importOptions = ImportOption.DoNotIncludeTests.class)
class DependenciesTest {
  @ArchTest
  static final ArchRule OF_THE_PROJECT_ONLY_SPI_PROFILES_TRANSPORT =
      ArchRuleDefinition.noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.flaregate.ring..",
              "io.flaregate.otlp..",
              "io.flaregate.phlare..",
              "io.flaregate.gateway..",
              "io.flaregate.distribution..");

  @ArchTest
  static final ArchRule NO_CYCLES =
      SlicesRuleDefinition.slices().matching("io.flaregate.(ingester..)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule THE_STORE_KNOWS_NO_PROTOCOL =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAnyPackage(
              "io.flaregate.ingester.store..",
              "io.flaregate.ingester.merge..",
              "io.flaregate.ingester.selector..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "com.linecorp..", "io.netty..");
}
