package io.flaregate.phlare.ringcli;

import io.flaregate.phlare.membership.RingView;
import io.flaregate.phlare.ringpage.RingSnapshot;
import io.flaregate.ring.Instance;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flaregate ring list}. */
@Command(
    name = "list",
    description = {
      "List the members of a ring.",
      "OWNS is the part of all series whose walk begins at a member, HOLDS the part that it is"
          + " given a copy of now."
    },
    mixinStandardHelpOptions = true)
final class ListCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;

  @Mixin private RingOptions ring = new RingOptions();

  @Option(names = "--json", description = "One JSON object per member and line.")
  private boolean json;

  ListCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    ring.check();
    RingView view = ring.read(err);
    RingSnapshot snapshot = new RingSnapshot(view);
    if (json) {
      for (int i = 0; i < view.ring().size(); i++) {
        jsonLine(snapshot, i);
      }
      return 0;
    }
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("ID", "ZONE", "STATE", "ADDRESS", "READ-ONLY", "TOKENS", "OWNS", "HOLDS"));
    for (int i = 0; i < view.ring().size(); i++) {
      Instance member = view.ring().instance(i);
      rows.add(
          List.of(
              Texts.safe(member.id()),
              member.zone().isEmpty() ? "-" : Texts.safe(member.zone()),
              snapshot.state(i),
              Texts.safe(member.addr()),
              member.readOnly() ? "yes" : "no",
              Integer.toString(member.tokens().size()),
              percent(snapshot.owned(i)),
              percent(snapshot.held(i))));
    }
    Texts.table(rows, out);
    out.println();
    out.println(
        view.ring().size()
            + " members, "
            + view.ring().tokenCount()
            + " tokens, replication factor "
            + view.ring().config().replicationFactor()
            + ", zone awareness "
            + (view.ring().config().zoneAwarenessEnabled() ? "on" : "off")
            + ", "
            + percent(snapshot.writable())
            + " of all series can be written");
    return 0;
  }

  private void jsonLine(RingSnapshot snapshot, int index) throws IOException {
    Instance member = snapshot.view().ring().instance(index);
    Texts.jsonLine(
        out,
        to -> {
          to.writeStringField("id", member.id());
          to.writeStringField("zone", member.zone());
          to.writeStringField("state", snapshot.state(index));
          to.writeStringField("address", member.addr());
          to.writeBooleanField("read_only", member.readOnly());
          to.writeNumberField("heartbeat_unix_seconds", member.heartbeatUnixSeconds());
          to.writeNumberField("tokens", member.tokens().size());
          to.writeNumberField("owns", snapshot.owned(index));
          to.writeNumberField("holds", snapshot.held(index));
        });
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.1f %%", part * 100);
  }
}
