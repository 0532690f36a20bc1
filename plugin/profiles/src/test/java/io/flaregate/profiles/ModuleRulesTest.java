package io.flaregate.profiles;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** The module's place among the others, and its packages' places among each other. */
class ModuleRulesTest {
  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(new ImportOption.DoNotIncludeTests())
          .importPackages("io.flaregate.profiles");

  @Test
  void dependsOnTheSpiAndTheJdkOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "io.flaregate.profiles..", "io.flaregate.spi..", "java..", "org.jspecify..")
        .check(CLASSES);
  }

  @Test
  void doesNoInputOrOutputStartsNoThreadsAndLogsNothing() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "java.net..", "java.nio.file..", "java.nio.channels..", "java.util.logging..")
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(Thread.class, ThreadLocal.class, System.Logger.class)
        .check(CLASSES);
  }

  @Test
  void theWireFormatKnowsNoneOfItsUsers() {
    noClasses()
        .that()
        .resideInAPackage("io.flaregate.profiles.wire")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.flaregate.profiles.otlp..",
            "io.flaregate.profiles.pprof..",
            "io.flaregate.profiles.merge..")
        .check(CLASSES);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.flaregate.profiles.(*)..").should().beFreeOfCycles().check(CLASSES);
  }
}
