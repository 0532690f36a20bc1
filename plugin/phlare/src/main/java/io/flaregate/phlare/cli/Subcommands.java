package io.flaregate.phlare.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** Runs a command that consists of subcommands, each an annotated {@code Callable} of picocli. */
public final class Subcommands {
  private Subcommands() {}

  /**
   * Runs one of them.
   *
   * @param top the annotated command itself
   * @return what the subcommand returned; 1 if it ended in an {@link IOException}, whose message is
   *     printed; 2 for a wrong call
   * @throws InterruptedException if the subcommand was interrupted
   */
  public static int run(
      Object top, List<?> subcommands, List<String> args, PrintStream out, PrintStream err)
      throws InterruptedException {
    CommandLine line = new CommandLine(top);
    subcommands.forEach(line::addSubcommand);
    line.setOut(writer(out));
    line.setErr(writer(err));
    line.setUsageHelpAutoWidth(true);
    line.setCaseInsensitiveEnumValuesAllowed(true);
    AtomicReference<@Nullable InterruptedException> interrupted = new AtomicReference<>();
    line.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          if (failure instanceof InterruptedException asked) {
            interrupted.set(asked);
          } else if (failure instanceof IOException) {
            err.println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
          } else {
            throw failure;
          }
          return 1;
        });
    if (args.isEmpty()) {
      line.usage(err);
      return 2;
    }
    int code = line.execute(args.toArray(String[]::new));
    InterruptedException asked = interrupted.get();
    if (asked != null) {
      throw asked;
    }
    return code;
  }

  private static PrintWriter writer(PrintStream stream) {
    return new PrintWriter(stream, true, StandardCharsets.UTF_8);
  }
}
