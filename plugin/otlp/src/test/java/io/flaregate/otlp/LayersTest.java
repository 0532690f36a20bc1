package io.flaregate.otlp;

import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.flaregate", importOptions = ImportOption.DoNotIncludeTests.class)
class LayersTest {
  @ArchTest
  static final ArchRule otlpKnowsSpiProfilesAndTransport =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.flaregate..")
          .layer("spi")
          .definedBy("io.flaregate.spi..")
          .layer("profiles")
          .definedBy("io.flaregate.profiles..")
          .layer("transport")
          .definedBy("io.flaregate.transport..")
          .layer("otlp")
          .definedBy("io.flaregate.otlp..")
          .whereLayer("otlp")
          .mayOnlyAccessLayers("spi", "profiles", "transport")
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.flaregate.otlp.(**)").should().beFreeOfCycles();
}
