package io.flaregate.transport;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.flaregate", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule transportKnowsOnlyTheSpi =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.flaregate..")
          .layer("spi")
          .definedBy("io.flaregate.spi..")
          .layer("transport")
          .definedBy("io.flaregate.transport..")
          .whereLayer("spi")
          .mayNotAccessAnyLayer()
          .whereLayer("transport")
          .mayOnlyAccessLayers("spi")
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.flaregate.transport.(*)..").should().beFreeOfCycles();
}
