package io.flaregate.phlare.compress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class GklLibraryTest {
  private static boolean never() {
    throw new AssertionError("nothing is loaded here");
  }

  @Test
  @EnabledOnOs(
      value = OS.LINUX,
      architectures = "amd64",
      disabledReason = "GKL is used on Linux with amd64")
  void onLinuxWithAmd64TheNativeDeflateIsUsed() {
    assertThat(GzipCompressor.nativeProblem(1)).isEmpty();
    try (GzipCompressor best = GzipCompressor.open(1);
        GzipCompressor jdk = GzipCompressor.jdk(1)) {
      assertThat(best.engine()).isEqualTo("GKL's native deflate");
      assertThat(jdk.engine()).isEqualTo("the JDK's deflate");
    }
  }

  @Test
  void aboveLevelTwoTheJdksDeflateIsUsed() {
    assertThat(GzipCompressor.nativeProblem(3))
        .contains("the native one is faster at levels 1 and 2 only");
    try (GzipCompressor third = GzipCompressor.open(3)) {
      assertThat(third.engine()).isEqualTo("the JDK's deflate");
    }
  }

  @Test
  void elsewhereNothingIsTried() {
    assertThat(GklLibrary.problemIn(platform("Linux", "aarch64"), GklLibraryTest::never))
        .isEqualTo("GKL is used on Linux with amd64, not on Linux with aarch64");
    assertThat(GklLibrary.problemIn(platform("Mac OS X", "x86_64"), GklLibraryTest::never))
        .isEqualTo("GKL is used on Linux with amd64, not on Mac OS X with x86_64");
    assertThat(GklLibrary.problemIn(platform("Windows 11", "amd64"), GklLibraryTest::never))
        .isEqualTo("GKL is used on Linux with amd64, not on Windows 11 with amd64");
  }

  private static Properties platform(String system, String processor) {
    Properties properties = new Properties();
    properties.setProperty("os.name", system);
    properties.setProperty("os.arch", processor);
    properties.setProperty("java.io.tmpdir", "/scratch");
    return properties;
  }

  @Test
  void anOperatorCanSwitchItOff() {
    Properties properties = platform("Linux", "amd64");
    properties.setProperty("flaregate.gzip.native", "false");
    assertThat(GklLibrary.problemIn(properties, GklLibraryTest::never))
        .isEqualTo("flaregate.gzip.native is false");
    properties.setProperty("flaregate.gzip.native", "true");
    assertThat(GklLibrary.problemIn(properties, () -> true)).isNull();
  }

  @Test
  void whatCannotBeLoadedIsAReasonAndNoFailure() {
    Properties properties = platform("Linux", "amd64");
    assertThat(GklLibrary.problemIn(properties, () -> false))
        .isEqualTo(
            "GKL's library cannot be loaded (java.io.tmpdir: /scratch);"
                + " a warning of com.intel.gkl says why");
    assertThat(
            GklLibrary.problemIn(
                properties,
                () -> {
                  throw new UnsatisfiedLinkError("initNative");
                }))
        .isEqualTo(
            "GKL cannot be loaded (java.io.tmpdir: /scratch):"
                + " java.lang.UnsatisfiedLinkError: initNative");
    assertThat(
            GklLibrary.problemIn(
                properties,
                () -> {
                  throw new NoClassDefFoundError("com/intel/gkl/compression/IntelDeflater");
                }))
        .isEqualTo(
            "GKL cannot be loaded (java.io.tmpdir: /scratch):"
                + " java.lang.NoClassDefFoundError: com/intel/gkl/compression/IntelDeflater");
  }
}
