package io.flaregate.phlare.ringcli;

import io.flaregate.phlare.membership.RingView;
import io.flaregate.ring.Instance;
import io.flaregate.ring.Liveness;
import io.flaregate.ring.ReplicationSet;
import io.flaregate.ring.ShuffleShard;
import io.flaregate.ring.Token;
import io.flaregate.ring.TokenRing;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code flaregate ring locate}. */
@Command(
    name = "locate",
    description = {
      "Say which ingesters are to hold a series.",
      "Prints the text that is hashed, its token, the tenant's part of the ring, the replicas, and"
          + " how many must store it. Exit code 1 if a series would find no quorum."
    },
    mixinStandardHelpOptions = true)
final class LocateCommand implements Callable<Integer> {
  private final PrintStream out;
  private final PrintStream err;

  @Mixin private RingOptions ring = new RingOptions();

  @Option(names = "--json", description = "One JSON object per series and line.")
  private boolean json;

  @Option(
      names = "--tenant",
      paramLabel = "T",
      defaultValue = "anonymous",
      description = "Whose series it is. Default: ${DEFAULT-VALUE}.")
  private String tenant = "anonymous";

  @Option(
      names = "--shard-size",
      paramLabel = "N",
      defaultValue = "0",
      description = "ingestion_tenant_shard_size; 0: all ingesters.")
  private int shardSize;

  @Option(
      names = "--otlp",
      paramLabel = "FILE",
      description =
          "An OTLP profiles request (protobuf): its series, as the processor splits them.")
  private @Nullable Path otlp;

  @Parameters(
      arity = "0..1",
      paramLabel = "LABELS",
      description = "The series' labels: '{__name__=\"process_cpu\", service_name=\"svc\"}'.")
  private @Nullable String labels;

  LocateCommand(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  @Override
  public Integer call() throws IOException {
    ring.check();
    if ((labels == null) == (otlp == null)) {
      throw ring.wrong("either LABELS or --otlp FILE is needed");
    }
    if (shardSize < 0) {
      throw ring.wrong("--shard-size is " + shardSize + ", must be 0 (all ingesters) or more");
    }
    Map<String, Located> series = series();
    RingView view = ring.read(err);
    TokenRing shard = ShuffleShard.select(view.ring(), tenant, shardSize);
    if (!json) {
      head(view, shard);
    }
    boolean all = true;
    for (Located each : series.values()) {
      ReplicationSet set = new ReplicationSet();
      boolean found = shard.lookup(each.token, view.liveness(), set);
      all &= found;
      if (json) {
        jsonLine(each, shard, set, found);
      } else {
        print(each, view.liveness(), set, found);
      }
    }
    return all ? 0 : 1;
  }

  /** A series, and how often the request has it. */
  private record Located(String text, int token, int count) {}

  private Map<String, Located> series() throws IOException {
    Map<String, Located> series = new TreeMap<>();
    if (otlp != null) {
      for (String[] pairs : OtlpSeries.of(otlp, tenant, err)) {
        Located one = located(pairs);
        series.merge(one.text, one, (a, b) -> new Located(a.text, a.token, a.count + b.count));
      }
      return series;
    }
    try {
      Located one = located(LabelText.parse(labels == null ? "" : labels));
      series.put(one.text, one);
    } catch (IllegalArgumentException e) {
      throw ring.wrong(String.valueOf(e.getMessage()));
    }
    return series;
  }

  private Located located(String[] pairs) {
    return new Located(Token.labelString(pairs), Token.of(tenant, pairs), 1);
  }

  private void head(RingView view, TokenRing shard) {
    out.println("tenant    " + Texts.safe(tenant));
    out.println(
        "sub-ring  "
            + shard.size()
            + " of "
            + view.ring().size()
            + " members"
            + (shardSize == 0 ? "" : ": " + ids(shard)));
  }

  private static String ids(TokenRing shard) {
    return String.join(
        ", ", shard.instances().stream().map(member -> Texts.safe(member.id())).toList());
  }

  private void print(Located series, Liveness liveness, ReplicationSet set, boolean found) {
    out.println();
    out.println("series    " + Texts.safe(series.text));
    if (series.count > 1) {
      out.println("rows      " + series.count);
    }
    out.println("token     " + Token.toText(series.token));
    if (!found) {
      out.println("replicas  none: " + Texts.safe(set.error()));
      return;
    }
    out.println(
        "quorum    "
            + set.minSuccess()
            + " of "
            + set.count()
            + " must store it, "
            + set.maxErrors()
            + " may fail");
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("replicas ", "ID", "ZONE", "STATE", "ADDRESS"));
    for (int i = 0; i < set.count(); i++) {
      Instance member = set.instance(i);
      rows.add(
          List.of(
              "",
              Texts.safe(member.id()),
              member.zone().isEmpty() ? "-" : Texts.safe(member.zone()),
              liveness.isAlive(member) ? member.state().toString() : "Unhealthy",
              Texts.safe(member.addr())));
    }
    Texts.table(rows, out);
  }

  private void jsonLine(Located series, TokenRing shard, ReplicationSet set, boolean found)
      throws IOException {
    Texts.jsonLine(
        out,
        to -> {
          to.writeStringField("tenant", tenant);
          to.writeStringField("labels", series.text);
          to.writeNumberField("token", Integer.toUnsignedLong(series.token));
          to.writeNumberField("rows", series.count);
          to.writeArrayFieldStart("sub_ring");
          for (Instance member : shard.instances()) {
            to.writeString(member.id());
          }
          to.writeEndArray();
          to.writeArrayFieldStart("replicas");
          for (int i = 0; found && i < set.count(); i++) {
            Instance member = set.instance(i);
            to.writeStartObject();
            to.writeStringField("id", member.id());
            to.writeStringField("zone", member.zone());
            to.writeStringField("state", member.state().toString());
            to.writeStringField("address", member.addr());
            to.writeEndObject();
          }
          to.writeEndArray();
          to.writeNumberField("min_success", set.minSuccess());
          to.writeNumberField("max_errors", set.maxErrors());
          to.writeStringField("error", set.error());
        });
  }
}
