package io.flaregate.phlare.readcli;

import io.flaregate.phlare.read.QuorumReader;
import io.flaregate.phlare.read.ReadResult;
import io.flaregate.phlare.read.TimeRange;
import io.flaregate.phlare.ringcli.Texts;
import java.io.IOException;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code flaregate read labels}. */
@Command(
    name = "labels",
    description = "List the names of labels, or the values of one, in a time.",
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class LabelsCommand implements Callable<Integer> {
  private final Session session;

  @Parameters(
      arity = "0..1",
      paramLabel = "NAME",
      description = "The label whose values are listed. Default: the names of all labels.")
  private @Nullable String name;

  @Mixin private QueryOptions query = new QueryOptions();
  @Mixin private ListOptions list = new ListOptions();
  @Mixin private ReadOptions options = new ReadOptions();

  LabelsCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.check();
    String selector = query.selector(options);
    TimeRange range = options.range();
    try (QuorumReader reader = options.open(session.host(), session.err())) {
      ReadResult<SortedSet<String>> found =
          name == null
              ? reader.labelNames(selector, range)
              : reader.labelValues(name, selector, range);
      for (String text : found.value()) {
        if (list.json()) {
          Texts.jsonLine(
              session.out(), to -> to.writeStringField(name == null ? "name" : "value", text));
        } else {
          session.out().println(Texts.safe(text));
        }
      }
      session.note(found);
    }
    return 0;
  }
}
