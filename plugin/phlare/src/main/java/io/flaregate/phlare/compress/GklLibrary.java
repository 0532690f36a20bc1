package io.flaregate.phlare.compress;

import com.intel.gkl.compression.IntelDeflater;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether GKL's native code can be used here; it is loaded at most once. GKL unpacks it to {@code
 * java.io.tmpdir}, from where the system must allow code to be loaded.
 */
final class GklLibrary {
  /** System property: {@code false} keeps to the JDK's deflate. */
  static final String PROPERTY = "flaregate.gzip.native";

  private GklLibrary() {}

  /** Loads when it is first asked for. */
  private static final class Loaded {
    static final @Nullable String PROBLEM =
        problemIn(System.getProperties(), GklLibrary::loadNative);

    private Loaded() {}
  }

  /** Why it cannot be used; null if it can. */
  static @Nullable String problem() {
    return Loaded.PROBLEM;
  }

  static @Nullable String problemIn(Properties properties, BooleanSupplier load) {
    if ("false".equals(properties.getProperty(PROPERTY))) {
      return PROPERTY + " is false";
    }
    String system = properties.getProperty("os.name", "");
    String processor = properties.getProperty("os.arch", "");
    // Its library for macOS is left alone: none of our tests run there.
    if (!system.equals("Linux") || !processor.equals("amd64")) {
      return "GKL is used on Linux with amd64, not on " + system + " with " + processor;
    }
    String folder = properties.getProperty("java.io.tmpdir", "");
    try {
      return load.getAsBoolean()
          ? null
          : "GKL's library cannot be loaded (java.io.tmpdir: "
              + folder
              + "); a warning of com.intel.gkl says why";
    } catch (LinkageError | RuntimeException e) {
      return "GKL cannot be loaded (java.io.tmpdir: " + folder + "): " + e;
    }
  }

  private static boolean loadNative() {
    IntelDeflater probe = new IntelDeflater(1, true);
    boolean loaded = probe.load(null);
    probe.end();
    return loaded;
  }
}
