package io.flaregate.phlare;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package may use which. */
@AnalyzeClasses(
    packages = "io.flaregate.phlare",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "io.flaregate.phlare";

  @ArchTest
  static final ArchRule CONFIG_USES_NO_OTHER_PACKAGE =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".config")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              ROOT,
              ROOT + ".exporter..",
              ROOT + ".delivery..",
              ROOT + ".push..",
              ROOT + ".membership..",
              ROOT + ".processor..",
              ROOT + ".validate..",
              ROOT + ".limits..");

  @ArchTest
  static final ArchRule PUSH_KNOWS_NEITHER_DELIVERY_NOR_MEMBERSHIP =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".push..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + ".delivery..", ROOT + ".exporter..", ROOT + ".membership..");

  @ArchTest
  static final ArchRule DELIVERY_KNOWS_NEITHER_EXPORTER_NOR_MEMBERSHIP =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".delivery..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + ".exporter..", ROOT + ".membership..");

  @ArchTest
  static final ArchRule MEMBERSHIP_KNOWS_THE_CONFIGURATION_ONLY =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".membership..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(ROOT + ".exporter..", ROOT + ".delivery..", ROOT + ".push..");

  @ArchTest
  static final ArchRule NOBODY_USES_THE_PLUGIN_CLASS =
      classes()
          .that()
          .areAssignableTo(PhlarePlugin.class)
          .should()
          .onlyHaveDependentClassesThat()
          .areAssignableTo(PhlarePlugin.class);

  @ArchTest
  static final ArchRule PACKAGES_ARE_FREE_OF_CYCLES =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule ONLY_THE_CLIENTS_KNOW_GRPC =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              ROOT + ".push..",
              ROOT + ".exporter..",
              ROOT + ".read..",
              ROOT + ".membership.etcd..",
              ROOT + ".membership.consul..",
              ROOT + ".membership.http..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.grpc..", "io.netty..", "java.net.http..");
}
