package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;

import io.flaregate.profiles.wire.FieldRuns;
import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.spi.consumer.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Reads the profiles of a request, once its dictionary is read. What belongs to all profiles of a
 * message (resource, scope, type) may stand after them, so such messages are walked twice.
 */
final class ProfileReader {
  private static final int SAMPLES = (2 << 3) | LENGTH;

  /** The tag and the length of a sample, which can be empty. */
  private static final int MIN_SAMPLE_BYTES = 2;

  private final int maxSamples;
  private final Texts texts;
  private final References references;
  private final OwnerReader owners;
  private final SampleReader samples;
  private final RowColumns rows;
  private final Report report;
  private final ProfileHeader header = new ProfileHeader();

  private int profiles;
  private int resource;
  private @Nullable String resourceProblem;
  private int scope;
  private int scopeName;
  private int scopeVersion;
  private @Nullable String scopeProblem;

  /**
   * A reader of the profiles of one request.
   *
   * @param maxSamples a profile with more samples is rejected; 0 means no limit
   */
  ProfileReader(
      int maxSamples,
      Texts texts,
      References references,
      OwnerReader owners,
      SampleReader samples,
      RowColumns rows,
      Report report) {
    this.maxSamples = maxSamples;
    this.texts = texts;
    this.references = references;
    this.owners = owners;
    this.samples = samples;
    this.rows = rows;
    this.report = report;
  }

  /** Reads all profiles of a request. */
  void readAll(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == ((1 << 3) | LENGTH)) {
        resourceProfiles(in);
      } else {
        in.skip(tag);
      }
    }
  }

  private void resourceProfiles(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int outer = in.push();
    int start = in.position();
    owners.begin("resource");
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | LENGTH -> owners.resource(in);
        case (2 << 3) | LENGTH, (3 << 3) | LENGTH -> in.skip(tag);
        default -> in.skipUnknown(tag, 3);
      }
    }
    resource = owners.end();
    resourceProblem = owners.problem();
    in.rewind(start);
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == ((2 << 3) | LENGTH)) {
        scopeProfiles(in);
      } else {
        in.skip(tag);
      }
    }
    in.pop(outer);
  }

  private void scopeProfiles(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int outer = in.push();
    int start = in.position();
    owners.begin("scope");
    while (in.hasMore()) {
      int tag = in.readTag();
      switch (tag) {
        case (1 << 3) | LENGTH -> owners.scope(in);
        case (2 << 3) | LENGTH, (3 << 3) | LENGTH -> in.skip(tag);
        default -> in.skipUnknown(tag, 3);
      }
    }
    scope = owners.end();
    scopeName = owners.scopeName();
    scopeVersion = owners.scopeVersion();
    scopeProblem = owners.problem();
    in.rewind(start);
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == ((2 << 3) | LENGTH)) {
        profile(in);
      } else {
        in.skip(tag);
      }
    }
    in.pop(outer);
  }

  private void profile(ProtoReader in)
      throws MalformedProtoException, UndecodableException, ColumnsFullException {
    int profile = profiles++;
    int outer = in.push();
    int tooMany = tooManySamples(in);
    String ownerProblem = resourceProblem == null ? scopeProblem : resourceProblem;
    header.clear();
    samples.begin(ownerProblem == null && tooMany == 0);
    while (in.hasMore()) {
      int tag = in.readTag();
      if (tag == SAMPLES) {
        samples.read(in);
      } else {
        header.read(in, tag);
      }
    }
    in.pop(outer);
    String problem = ownerProblem == null ? problem() : ownerProblem;
    if (problem == null && tooMany > 0) {
      report.reject(profile, Reason.SAMPLES_LIMIT, tooManySamples(tooMany));
    } else {
      keep(profile, problem == null ? samples.problem() : problem);
    }
  }

  /** The number of samples of the profile that follows if it is above the limit; else 0. */
  private int tooManySamples(ProtoReader in) throws MalformedProtoException {
    if (maxSamples == 0 || in.remaining() / MIN_SAMPLE_BYTES <= maxSamples) {
      return 0;
    }
    int start = in.position();
    int count = 0;
    while (in.hasMore()) {
      int tag = in.readTag();
      in.skip(tag);
      if (tag == SAMPLES) {
        count += 1 + FieldRuns.skip(in, tag, 0);
      }
    }
    in.rewind(start);
    return count > maxSamples ? count : 0;
  }

  private void keep(int profile, @Nullable String problem) {
    if (problem != null) {
      samples.forget();
      report.reject(profile, Reason.MALFORMED_PROFILE, problem);
      return;
    }
    samples.tell(profile);
    if (header.hasWrongId()) {
      report.note(
          profile,
          Reason.INVALID_PROFILE_ID,
          1,
          "profile_id is " + header.idLength + " bytes long (expected: 16) and is ignored");
    }
    rows.add(profile, header, samples.size(), samples.dropped());
    rows.owners(resource, scope, scopeName, scopeVersion);
  }

  private String tooManySamples(int count) {
    return report.wantsText()
        ? "profile has " + count + " samples (max_profile_stacktrace_samples: " + maxSamples + ")"
        : "";
  }

  /** Why the profile cannot be used for what it says of itself; null if it can. */
  private @Nullable String problem() {
    String dangling = danglingType();
    if (dangling != null) {
      return dangling;
    }
    return texts.length(header.typeName) == 0
        ? "profile has no sample_type: its type_strindex names no text"
        : null;
  }

  private @Nullable String danglingType() {
    String dangling = danglingText("sample_type", header.typeName);
    if (dangling == null) {
      dangling = danglingText("sample_type", header.typeUnit);
    }
    if (dangling == null) {
      dangling = danglingText("period_type", header.periodName);
    }
    return dangling == null ? danglingText("period_type", header.periodUnit) : dangling;
  }

  private @Nullable String danglingText(String from, int index) {
    if (references.inRange(Table.STRING, index)) {
      return null;
    }
    return report.wantsText()
        ? Table.STRING.dangling(from, index, references.size(Table.STRING))
        : "";
  }
}
