package io.flaregate.spi.command;

import java.io.PrintStream;
import java.util.List;

/** A subcommand of the host's command line, such as {@code demo}. */
public interface Command {

  /** The word after {@code flaregate}. */
  String name();

  /** One line for the list of commands. */
  String summary();

  /**
   * Runs the command.
   *
   * @param args what follows the name
   * @param out where results go
   * @param err where problems go
   * @return the exit code: 0 for success, 1 for failure, 2 for a wrong call
   * @throws InterruptedException if the process is asked to end
   */
  int run(List<String> args, PrintStream out, PrintStream err) throws InterruptedException;

  /**
   * Runs the command with what its host offers; this is what hosts call. A command that needs
   * nothing of its host has {@link #run(List, PrintStream, PrintStream)} only.
   *
   * @param args what follows the name
   * @param out where results go
   * @param err where problems go
   * @return the exit code: 0 for success, 1 for failure, 2 for a wrong call
   * @throws InterruptedException if the process is asked to end
   */
  default int run(List<String> args, PrintStream out, PrintStream err, CommandHost host)
      throws InterruptedException {
    return run(args, out, err);
  }
}
