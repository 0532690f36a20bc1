package io.flaregate.it;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.io.ObjectInputStream;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The arrows of docs/architecture.md, over the classes of all modules at once. */
@AnalyzeClasses(
    packages = "io.flaregate",
    importOptions = {ImportOption.DoNotIncludeTests.class, ArchitectureTest.WithoutTestJars.class})
final class ArchitectureTest {

  /** Leaves out the tests that spi and profiles share, and the third party's plugin. */
  static final class WithoutTestJars implements ImportOption {
    @Override
    public boolean includes(Location location) {
      return !location.contains("-tests.jar") && !location.contains("test-classes");
    }
  }

  /** Module → the modules that it may use; a module's packages start with io.flaregate.MODULE. */
  private static final Map<String, List<String>> ARROWS =
      new TreeMap<>(
          Map.of(
              "spi", List.of(),
              "ring", List.of(),
              "profiles", List.of("spi"),
              "transport", List.of("spi"),
              "otlp", List.of("spi", "profiles", "transport"),
              "phlare", List.of("spi", "profiles", "ring", "transport", "otlp"),
              "ingester", List.of("spi", "profiles", "transport"),
              "gateway", List.of("spi", "transport")));

  @ArchTest
  static void modulesUseOnlyWhatTheArrowsAllow(JavaClasses classes) {
    ARROWS.forEach(
        (module, allowed) -> {
          String[] forbidden =
              Stream.concat(ARROWS.keySet().stream(), Stream.of("distribution"))
                  .filter(other -> !other.equals(module) && !allowed.contains(other))
                  .map(ArchitectureTest::packagesOf)
                  .toArray(String[]::new);
          noClasses()
              .that()
              .resideInAPackage(packagesOf(module))
              .should()
              .dependOnClassesThat()
              .resideInAnyPackage(forbidden)
              .check(classes);
        });
  }

  @ArchTest
  static final ArchRule packagesFormNoCycle =
      slices().matching("io.flaregate.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nothingReadsJavaSerialisation =
      noClasses().should().dependOnClassesThat().areAssignableTo(ObjectInputStream.class);

  @ArchTest
  static final ArchRule onlyTheCommandLineEndsTheProcess =
      noClasses()
          .that()
          .doNotHaveSimpleName("Main")
          .should()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class);

  @ArchTest
  static final ArchRule hotPathIsPure =
      ArchRuleDefinition.noClasses()
          .that()
          .resideInAnyPackage("io.flaregate.profiles..", "io.flaregate.ring..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("java.net..", "java.nio.file..", "org.slf4j..", "io.netty..")
          .orShould()
          .dependOnClassesThat()
          .areAssignableTo(Thread.class);

  private static String packagesOf(String module) {
    return "io.flaregate." + module + "..";
  }
}
