package io.flaregate.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.ObjectInputStream;

/** What the host may depend on. */
@AnalyzeClasses(
    packages = "io.flaregate.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule theHostKnowsNoComponent =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.flaregate.profiles..",
              "io.flaregate.ring..",
              "io.flaregate.otlp..",
              "io.flaregate.phlare..",
              "io.flaregate.ingester..",
              "io.flaregate.distribution..");

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.flaregate.gateway.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule onlyTheCommandLineKnowsPicocliAndLogback =
      noClasses()
          .that()
          .haveNameNotMatching(
              "io\\.flaregate\\.gateway\\.((Cli|RunCommand|ValidateCommand)(\\$.*)?|cli\\..*|logging\\..*)")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "ch.qos.logback..");

  @ArchTest
  static final ArchRule onlyMainEndsTheProcess =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  @ArchTest
  static final ArchRule nothingReadsJavaSerialisation =
      noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);
}
