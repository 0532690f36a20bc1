package io.flaregate.spi;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.io.ObjectInputStream;
import org.junit.jupiter.api.Test;

/** What the SPI may depend on: the JDK, and the annotations that say what may be null. */
class DependencyTest {
  private static final JavaClasses SPI =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .importPackages("io.flaregate.spi");

  @Test
  void dependsOnTheJdkOnly() {
    classes()
        .that(resideInAnyPackage("io.flaregate.spi.."))
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("io.flaregate.spi..", "java..", "org.jspecify.annotations..")
        .check(SPI);
  }

  @Test
  void keepsNothingPerThreadAndReadsNoSerializedObjects() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .areAssignableTo(ThreadLocal.class)
        .orShould()
        .dependOnClassesThat()
        .areAssignableTo(ObjectInputStream.class)
        .check(SPI);
  }

  @Test
  void packagesOfColumnsAndConfigurationStandAlone() {
    noClasses()
        .that()
        .resideInAnyPackage("io.flaregate.spi.profiles..", "io.flaregate.spi.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.flaregate.spi.consumer..",
            "io.flaregate.spi.component..",
            "io.flaregate.spi.receiver..",
            "io.flaregate.spi.processor..",
            "io.flaregate.spi.exporter..",
            "io.flaregate.spi.extension..")
        .check(SPI);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching("io.flaregate.spi.(**)").should().beFreeOfCycles().check(SPI);
  }
}
