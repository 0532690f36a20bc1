package io.flaregate.phlare.readcli;

import io.flaregate.phlare.read.ProfileType;
import io.flaregate.phlare.read.QuorumReader;
import io.flaregate.phlare.read.ReadResult;
import io.flaregate.phlare.read.TimeRange;
import io.flaregate.phlare.ringcli.Texts;
import java.io.IOException;
import java.util.SortedSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code flaregate read types}. */
@Command(
    name = "types",
    description = {
      "List the types of profiles in a time.",
      "They are what read profile --type takes."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class TypesCommand implements Callable<Integer> {
  private final Session session;

  @Mixin private ListOptions list = new ListOptions();
  @Mixin private ReadOptions options = new ReadOptions();

  TypesCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.check();
    TimeRange range = options.range();
    try (QuorumReader reader = options.open(session.host(), session.err())) {
      ReadResult<SortedSet<ProfileType>> found = reader.profileTypes(range);
      for (ProfileType type : found.value()) {
        if (list.json()) {
          json(type);
        } else {
          session.out().println(Texts.safe(type.id()));
        }
      }
      session.note(found);
    }
    return 0;
  }

  private void json(ProfileType type) throws IOException {
    Texts.jsonLine(
        session.out(),
        to -> {
          to.writeStringField("id", type.id());
          to.writeStringField("name", type.name());
          to.writeStringField("sample_type", type.sampleType());
          to.writeStringField("sample_unit", type.sampleUnit());
          to.writeStringField("period_type", type.periodType());
          to.writeStringField("period_unit", type.periodUnit());
        });
  }
}
