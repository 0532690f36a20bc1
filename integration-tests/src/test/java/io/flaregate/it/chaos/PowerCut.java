package io.flaregate.it.chaos;

import io.flaregate.it.chaos.agent.RecordAdvice;
import io.flaregate.it.chaos.agent.SkipAdvice;
import io.flaregate.it.chaos.agent.SyncAgent;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import net.bytebuddy.ByteBuddy;

/**
 * The model of a power cut: the gateway is killed, and every file of a directory is cut back to
 * what was forced to disk, as {@link SyncAgent} wrote down, or to some length beyond, since what is
 * not forced may or may not be there. Names of files survive: a sync of the directory is not
 * modelled.
 */
final class PowerCut {
  private PowerCut() {}

  /** Makes the agent's jar. */
  static Path agent(Path directory) throws IOException {
    Path jar = directory.resolve("sync-agent.jar");
    if (Files.exists(jar)) {
      return jar;
    }
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(new Attributes.Name("Premain-Class"), SyncAgent.class.getName());
    main.put(new Attributes.Name("Can-Retransform-Classes"), "true");
    main.put(
        Attributes.Name.CLASS_PATH,
        ByteBuddy.class.getProtectionDomain().getCodeSource().getLocation().toString());
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar), manifest)) {
      for (Class<?> each : List.of(SyncAgent.class, RecordAdvice.class, SkipAdvice.class)) {
        String entry = each.getName().replace('.', '/') + ".class";
        out.putNextEntry(new ZipEntry(entry));
        try (InputStream in = each.getClassLoader().getResourceAsStream(entry)) {
          if (in == null) {
            throw new IOException("there is no " + entry);
          }
          in.transferTo(out);
        }
        out.closeEntry();
      }
    }
    return jar;
  }

  /** The options of Java under which syncs are written down, or skipped. */
  static String javaOptions(Path directory, boolean skip) throws IOException {
    String argument = skip ? "=skip" : "";
    return "-javaagent:" + agent(directory) + argument + " -Dchaos.syncs=" + syncs(directory);
  }

  private static Path syncs(Path directory) {
    return directory.resolve("syncs.txt");
  }

  /** Cuts the files below a folder; the process that wrote them must be dead. */
  static int apply(Path directory, Path folder, Random random) throws IOException {
    Map<String, Long> forced = forced(syncs(directory));
    int cut = 0;
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        long size = Files.size(file);
        String inode = String.valueOf(Files.getAttribute(file, "unix:ino"));
        long safe = Math.min(size, forced.getOrDefault(inode, 0L));
        long kept =
            random.nextBoolean() ? safe : safe + (long) (random.nextDouble() * (size - safe));
        if (kept < size) {
          try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            channel.truncate(kept);
          }
          cut++;
        }
      }
    }
    return cut;
  }

  private static Map<String, Long> forced(Path syncs) throws IOException {
    Map<String, Long> forced = new HashMap<>();
    Map<String, String> inodes = new HashMap<>();
    if (Files.exists(syncs)) {
      for (String line : Files.readAllLines(syncs)) {
        String[] parts = line.split("\t", 3);
        String inode = parts[0].equals("-") ? inodes.getOrDefault(parts[2], "-") : parts[0];
        inodes.put(parts[2], inode);
        forced.put(inode, Long.parseLong(parts[1]));
      }
    }
    return forced;
  }
}
