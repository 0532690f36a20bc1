package io.flaregate.phlare.readcli;

import io.flaregate.phlare.read.QuorumReader;
import io.flaregate.phlare.read.ReadResult;
import io.flaregate.phlare.read.SeriesName;
import io.flaregate.phlare.read.TimeRange;
import io.flaregate.phlare.ringcli.Texts;
import java.io.IOException;
import java.util.Map;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flaregate read series}. */
@Command(
    name = "series",
    description = "List the series that have profiles in a time.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class SeriesCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private QueryOptions query = new QueryOptions();
  @Mixin private ListOptions list = new ListOptions();
  @Mixin private ReadOptions options = new ReadOptions();

  SeriesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.check();
    String selector = query.selector(options);
    TimeRange range = options.range();
    try (QuorumReader reader = options.open(session.host(), session.err())) {
      ReadResult<SortedSet<SeriesName>> found = reader.series(selector, range);
      for (SeriesName series : found.value()) {
        if (list.json()) {
          json(series);
        } else {
          session.out().println(Texts.safe(series.toString()));
        }
      }
      session.note(found);
    }
    return 0;
  }

  private void json(SeriesName series) throws IOException {
    Texts.jsonLine(
        session.out(),
        to -> {
          for (Map.Entry<String, String> label : series.labels().entrySet()) {
            to.writeStringField(label.getKey(), label.getValue());
          }
        });
  }
}
