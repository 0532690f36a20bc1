package io.flaregate.phlare.readcli;

import io.flaregate.phlare.read.ReadResult;
import io.flaregate.phlare.ringcli.Texts;
import io.flaregate.spi.command.CommandHost;
import java.io.PrintStream;

/**
 * Where a command writes, and its host.
 *
 * @param out where results go
 * @param err where everything else goes
 */
record Session(PrintStream out, PrintStream err, CommandHost host) {

  /** How lists are written. */
  enum Format {
    TEXT,
    JSON
  }

  /** Tells how complete an answer is, if there is something to tell. */
  void note(ReadResult<?> result) {
    result.notes().forEach(note -> err.println("note: " + Texts.safe(note)));
  }
}
