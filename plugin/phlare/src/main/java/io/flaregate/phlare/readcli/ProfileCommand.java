package io.flaregate.phlare.readcli;

import io.flaregate.phlare.read.MergedProfile;
import io.flaregate.phlare.read.ProfileType;
import io.flaregate.phlare.read.QuorumReader;
import io.flaregate.phlare.read.ReadLimits;
import io.flaregate.phlare.read.ReadResult;
import io.flaregate.phlare.read.TimeRange;
import io.flaregate.profiles.wire.SizeLimitException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.Callable;
import java.util.zip.GZIPOutputStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code flaregate read profile}. */
@Command(
    name = "profile",
    description = {
      "Add up the profiles of a type in a time, and write them as one pprof (gzip).",
      "Each series and millisecond counts once, however many replicas there are. Exit code 1 if"
          + " there is no profile, or too few ingesters answer; nothing is written then."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
final class ProfileCommand implements Callable<Integer> {
  private static final String STDOUT = "-";

  private final Session session;

  @Option(
      names = "--type",
      paramLabel = "TYPE",
      required = true,
      description =
          "What was measured: process_cpu:cpu:nanoseconds:cpu:nanoseconds; flaregate read types"
              + " lists what there is.")
  private String type = "";

  @Option(
      names = {"--output", "-o"},
      paramLabel = "FILE",
      required = true,
      description = "Where to write it, such as profile.pb.gz; -: standard output.")
  private String output = "";

  @Mixin private QueryOptions query = new QueryOptions();
  @Mixin private ReadOptions options = new ReadOptions();

  ProfileCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    options.check();
    String selector = query.selector(options);
    ProfileType asked = type();
    TimeRange range = options.range();
    try (QuorumReader reader = options.open(session.host(), session.err())) {
      ReadResult<MergedProfile> found = reader.profile(selector, asked, range);
      session.note(found);
      if (found.value().profiles() == 0) {
        throw new IOException(
            "no profile of type "
                + asked.id()
                + " in this time ("
                + found.answered()
                + " of "
                + found.members()
                + " ingesters answered); flaregate read types lists what there is");
      }
      write(pprof(found.value()));
      summarise(asked, found);
    }
    return 0;
  }

  private ProfileType type() {
    try {
      return ProfileType.parse(type);
    } catch (IllegalArgumentException e) {
      throw options.wrong("--type: " + e.getMessage());
    }
  }

  private static byte[] pprof(MergedProfile merged) throws IOException {
    try {
      return merged.sum().toPprof(ReadLimits.DEFAULT.maxBytes());
    } catch (SizeLimitException e) {
      throw new IOException("the sum is too large: " + e.getMessage(), e);
    }
  }

  private void write(byte[] pprof) throws IOException {
    if (output.equals(STDOUT)) {
      write(pprof, session.out());
      session.out().flush();
      if (session.out().checkError()) {
        throw new IOException("standard output cannot be written");
      }
      return;
    }
    // Readers see the whole file or none.
    Path file = Path.of(output).toAbsolutePath();
    Path folder = file.getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new IOException("--output " + output + ": there is no folder " + folder);
    }
    Path partial = Files.createTempFile(folder, ".flaregate-read", ".tmp");
    try {
      try (OutputStream to = Files.newOutputStream(partial)) {
        write(pprof, to);
      }
      Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      boolean unused = Files.deleteIfExists(partial);
    }
  }

  private static void write(byte[] pprof, OutputStream to) throws IOException {
    GZIPOutputStream gzip = new GZIPOutputStream(to, 1 << 16);
    gzip.write(pprof);
    gzip.finish();
  }

  private void summarise(ProfileType asked, ReadResult<MergedProfile> found) {
    MergedProfile merged = found.value();
    session
        .err()
        .println(
            merged.profiles()
                + " profiles of "
                + merged.series()
                + " series, "
                + merged.sum().sampleCount()
                + " stacktraces, "
                + merged.sum().total(0)
                + " "
                + asked.sampleUnit()
                + ", from "
                + found.answered()
                + " of "
                + found.members()
                + " ingesters");
    if (merged.sum().saturatedValues() > 0) {
      session
          .err()
          .println(
              "note: "
                  + merged.sum().saturatedValues()
                  + " sums were too large and stand at the largest number there is");
    }
  }
}
