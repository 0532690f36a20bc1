package io.flaregate.it.bombs;

import io.flaregate.it.badinput.GatewayRig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends a stream of bombs to a gateway of 256 MiB and says what became of it. Arguments: how many
 * bombs, the seed, how many clients; run from integration-tests.
 */
public final class BombsMain {
  /** Options of the gateway's Java besides its heap of 256 MiB. */
  static final String JAVA_OPTIONS =
      "-XX:MaxDirectMemorySize=64m -XX:+ExitOnOutOfMemoryError "
          + System.getProperty("bombs.java", "");

  private BombsMain() {}

  /** Exit code 0: every valid request was accepted, and no bomb did harm. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int bombs = args.length > 0 ? Integer.parseInt(args[0]) : 10_000;
    long seed = args.length > 1 ? Long.parseLong(args[1]) : 1;
    int clients = args.length > 2 ? Integer.parseInt(args[2]) : 16;
    Path directory = Files.createTempDirectory("bombs");
    boolean failed;
    try (GatewayRig rig = GatewayRig.start(directory, JAVA_OPTIONS)) {
      long heapBefore = rig.process().heapAfterCollection();
      long start = System.nanoTime();
      Tally tally = new Barrage(rig, seed, bombs).run(clients);
      long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
      System.out.println(tally.report());
      System.out.printf(
          "%d bombs of seed %d by %d clients in %d s; RSS at most %d MiB; heap after a collection"
              + " %d MiB before, %d MiB after; alive: %b; errors in the log: %d%n",
          tally.bombs(),
          seed,
          clients,
          seconds,
          Memory.peakMebibytes(rig.process().pid()),
          heapBefore >> 20,
          rig.process().heapAfterCollection() >> 20,
          rig.process().isAlive(),
          errors(rig));
      List<String> problems = tally.problems();
      problems.stream().limit(50).forEach(System.out::println);
      failed = !problems.isEmpty();
    }
    System.exit(failed ? 1 : 0);
  }

  /** Lines of its log that are errors. */
  static long errors(GatewayRig rig) {
    return rig.process().output().lines().filter(line -> line.contains("ERROR")).count();
  }
}
