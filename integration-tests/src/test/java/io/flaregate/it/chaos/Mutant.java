package io.flaregate.it.chaos;

import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * Gateways with a fault of their own, which the checker must find; otherwise it would find nothing
 * in the product either.
 *
 * <p>A mutant is a copy of the distribution in which one class is compiled from a changed copy of
 * its source. The product's own jars are not touched. If the line to change is no longer in the
 * source, making the mutant fails: it must be told the new one.
 */
enum Mutant {
  /** Acknowledges with the first copy instead of a quorum, however many others fail. */
  ACKS_BEFORE_QUORUM(
      "acks-before-quorum",
      List.of(
          new Change(
              "plugin/ring/src/main/java/io/flaregate/ring/QuorumTracker.java",
              "this.minSuccess = minSuccess.clone();\n    this.maxErrors = maxErrors.clone();",
              "this.minSuccess = new int[count]; java.util.Arrays.fill(this.minSuccess, 1);"
                  + "this.maxErrors = new int[count]; java.util.Arrays.fill(this.maxErrors, 2);"))),

  /** Forgets the copies that an ingester missed. */
  DROPS_HINTS(
      "drops-hints",
      List.of(
          new Change(
              "plugin/phlare/src/main/java/io/flaregate/phlare/hints/Hints.java",
              "store.keep(tenant, ingester, series, time);",
              "java.util.Objects.requireNonNull(tenant);")));

  private final String folder;

  @SuppressWarnings("ImmutableEnumChecker") // An immutable list of records of texts.
  private final List<Change> changes;

  /**
   * A change of a source.
   *
   * @param file the source, from the root of the repository
   * @param line what stands there
   * @param instead what the mutant has there
   */
  record Change(String file, String line, String instead) {}

  Mutant(String folder, List<Change> changes) {
    this.folder = folder;
    this.changes = changes;
  }

  /** The mutant's word on the command line. */
  String word() {
    return folder;
  }

  /** Whether this version's sources have what the mutant changes. */
  boolean isPossible() {
    return change().isPresent();
  }

  private Optional<Change> change() {
    return changes.stream().filter(Mutant::fits).findFirst();
  }

  private static boolean fits(Change change) {
    Path source = root().resolve(change.file);
    try {
      return Files.exists(source) && Files.readString(source).contains(change.line);
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Path root() {
    return Path.of("..").toAbsolutePath().normalize();
  }

  /**
   * Makes the mutant of a distribution.
   *
   * @param home the distribution
   * @param directory gets the copy
   * @return the folder of the copy
   * @throws IOException if the line to change is gone, or the changed source does not compile
   */
  Path make(Path home, Path directory) throws IOException {
    Change change =
        change()
            .orElseThrow(
                () ->
                    new IOException(
                        "no source has the line that the mutant " + folder + " changes"));
    Path copy = directory.resolve(folder);
    copy(home, copy);
    Path source = changed(change, directory);
    Path classes = Files.createDirectories(directory.resolve(folder + "-classes"));
    compile(source, classes, copy.resolve("lib"));
    try (Stream<Path> all = Files.walk(classes)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        replace(copy.resolve("lib"), classes.relativize(each).toString(), each);
      }
    }
    return copy;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path target = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(target);
        } else {
          Files.copy(
              each,
              target,
              StandardCopyOption.REPLACE_EXISTING,
              StandardCopyOption.COPY_ATTRIBUTES);
        }
      }
    }
  }

  private Path changed(Change change, Path directory) throws IOException {
    Path original = root().resolve(change.file);
    String text = Files.readString(original).replace(change.line, change.instead);
    Path folderOf = Files.createDirectories(directory.resolve(folder + "-source"));
    return Files.writeString(folderOf.resolve(original.getFileName().toString()), text);
  }

  private static void compile(Path source, Path classes, Path lib) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    String jars;
    try (Stream<Path> all = Files.list(lib)) {
      jars = String.join(File.pathSeparator, all.map(Path::toString).toList());
    }
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean compiled =
          compiler
              .getTask(
                  said,
                  files,
                  null,
                  List.of("--release", "17", "-proc:none", "-d", classes.toString(), "-cp", jars),
                  null,
                  files.getJavaFileObjects(source))
              .call();
      if (!compiled) {
        throw new IOException("the mutant does not compile: " + said);
      }
    }
  }

  private static void replace(Path lib, String entry, Path with) throws IOException {
    try (Stream<Path> all = Files.list(lib)) {
      for (Path jar : all.filter(each -> each.toString().endsWith(".jar")).toList()) {
        URI uri = URI.create("jar:" + jar.toUri());
        try (FileSystem inside = FileSystems.newFileSystem(uri, Map.of())) {
          Path target = inside.getPath("/" + entry);
          if (Files.exists(target)) {
            Files.copy(with, target, StandardCopyOption.REPLACE_EXISTING);
            return;
          }
        }
      }
    }
    throw new IOException("no jar in " + lib + " has " + entry);
  }
}
