package io.flaregate.profiles.otlp;

import static io.flaregate.profiles.wire.ProtoReader.LENGTH;

import io.flaregate.profiles.wire.MalformedProtoException;
import io.flaregate.profiles.wire.ProtoReader;
import io.flaregate.spi.consumer.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Reads the profiles of a request, once its dictionary is read. What belongs to all profiles of a
 * message (resource, scope, type) may stand after them, so such messages are walked twice.
 */
final class ProfileReader {
  private final Counts counts;
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

  ProfileReader(
      Counts counts,
      Texts texts,
      References references,
      OwnerReader owners,
      SampleReader samples,
      RowColumns rows,
      Report report) {
    this.counts = counts;
    this.texts = texts;
    this.references = references;
    this.owners = owners;
    this.samples = samples;
    this.rows = rows;
    this.report = report;
  }

  /** Reads all profiles of a request. */
  void readAll(ProtoReader in) throws MalformedProtoException, UndecodableException {
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
      throws MalformedProtoException, UndecodableException {
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

  private void scopeProfiles(ProtoReader in) throws MalformedProtoException, UndecodableException {
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

  private void profile(ProtoReader in) throws MalformedProtoException, UndecodableException {
    int profile = profiles++;
    int outer = in.push();
    int start = in.position();
    header.read(in);
    in.rewind(start);
    String problem = problem();
    if (problem == null && counts.tooManySamples(header.samples)) {
      samples.readProfile(in, false);
      report.reject(profile, Reason.SAMPLES_LIMIT, tooManySamples());
    } else {
      String sampleProblem = samples.readProfile(in, problem == null);
      keep(profile, problem == null ? sampleProblem : problem);
    }
    in.pop(outer);
  }

  private void keep(int profile, @Nullable String problem) {
    if (problem != null) {
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

  private String tooManySamples() {
    return report.wantsText()
        ? "profile has "
            + header.samples
            + " samples (max_profile_stacktrace_samples: "
            + counts.maxSamplesPerProfile
            + ")"
        : "";
  }

  /** Why the profile cannot be used whatever its samples are; null if it can. */
  private @Nullable String problem() {
    if (resourceProblem != null) {
      return resourceProblem;
    }
    if (scopeProblem != null) {
      return scopeProblem;
    }
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
