package io.flaregate.distribution.demo;

import io.flaregate.spi.command.Command;
import java.io.IOException;
import java.io.PrintStream;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** {@code flaregate demo}: the main job on real profiles, with nothing else needed. */
public final class DemoCommand implements Command {
  private static final String USAGE =
      """
      Usage: flaregate demo [--exit]
      Starts a gateway and three embedded ingesters (replication factor 3) on free ports of this
      machine, replays recorded OTLP profiles over gRPC and HTTP, stops one ingester midway, reads
      everything back from a quorum and compares the totals. Stays up for a look at the flame graph
      until Ctrl-C.
        --exit   end after the comparison: 0 if every total agrees, 1 if not
        --help   this text
      """;

  @Override
  public String name() {
    return "demo";
  }

  @Override
  public String summary() {
    return "gateway and three ingesters in one process, fed with real profiles";
  }

  @Override
  public int run(List<String> args, PrintStream out, PrintStream err) throws InterruptedException {
    Set<String> unknown = new HashSet<>(args);
    unknown.removeAll(Set.of("--exit", "--help", "-h"));
    if (!unknown.isEmpty()) {
      err.println("flaregate demo: unknown argument " + unknown.iterator().next());
      err.print(USAGE);
      return 2;
    }
    if (args.contains("--help") || args.contains("-h")) {
      out.print(USAGE);
      return 0;
    }
    try {
      return new Demo(out, !args.contains("--exit")).run() ? 0 : 1;
    } catch (IOException e) {
      err.println("flaregate demo: " + e.getMessage());
      return 1;
    }
  }
}
