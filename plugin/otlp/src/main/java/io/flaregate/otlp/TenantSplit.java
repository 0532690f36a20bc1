package io.flaregate.otlp;

import io.flaregate.otlp.ResourceTenants.Named;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.spi.consumer.ConsumeResult;
import io.flaregate.spi.consumer.Outcome;
import io.flaregate.spi.consumer.Reason;
import io.flaregate.spi.profiles.Profiles;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.tenant.Tenancy;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The profiles of a request by the tenants that their resources name: a part for each tenant, and
 * the outcome of those that name none.
 */
final class TenantSplit {
  /** How many tenants a request may name: each part is worked on with the whole dictionary. */
  static final int MAX_TENANTS = 64;

  private final Profiles profiles;
  private final List<Part> parts = new ArrayList<>();
  private final ConsumeResult.Builder others;
  private final Map<Reason, Long> counts = new EnumMap<>(Reason.class);
  private String firstProblem = "";

  /** What is of one tenant. */
  static final class Part {
    private final String tenant;
    private final Profiles profiles;
    private final int[] rows;

    private Part(String tenant, Profiles profiles, int[] rows) {
      this.tenant = tenant;
      this.profiles = profiles;
      this.rows = rows;
    }

    String tenant() {
      return tenant;
    }

    /** Its profiles. */
    Profiles profiles() {
      return profiles;
    }

    /** The outcome of its profiles as one of all that the request has. */
    ConsumeResult spread(ConsumeResult result, int size) {
      return result.spread(rows, size);
    }
  }

  /**
   * Splits profiles.
   *
   * @throws AnswerException if the sender may not send for one of the tenants, or there are too
   *     many
   */
  TenantSplit(Profiles profiles, Tenancy tenancy) {
    this.profiles = profiles;
    others = ConsumeResult.builder(profiles.size());
    group(tenancy).forEach(this::addPart);
  }

  private Map<String, List<Integer>> group(Tenancy tenancy) {
    ResourceTenants tenants = new ResourceTenants(profiles, tenancy);
    Map<String, List<Integer>> rows = new LinkedHashMap<>();
    for (int row = 0; row < profiles.size(); row++) {
      Named named = tenants.of(profiles.rows().resource(row));
      if (named.isTenant()) {
        rows.computeIfAbsent(named.tenant(), any -> new ArrayList<>()).add(row);
      } else {
        reject(row, named);
      }
      if (rows.size() > MAX_TENANTS) {
        throw new AnswerException(
            Answer.refused(
                Answer.Kind.INVALID,
                "request names more than "
                    + MAX_TENANTS
                    + " tenants (resource attribute "
                    + tenancy.attribute()
                    + "); send it in parts"));
      }
    }
    return rows;
  }

  private void reject(int row, Named named) {
    others.outcome(row, Outcome.REJECTED, named.reason(), named.problem());
    counts.merge(named.reason(), 1L, Long::sum);
    firstProblem = firstProblem.isEmpty() ? named.problem() : firstProblem;
  }

  private void addPart(String tenant, List<Integer> rows) {
    boolean all = rows.size() == profiles.size();
    int[] indices = rows.stream().mapToInt(Integer::intValue).toArray();
    Profiles part =
        all
            ? profiles
            : RowSelection.of(profiles, indices, share(profiles.encodedBytes(), indices));
    parts.add(new Part(tenant, part, indices));
  }

  /** What rows have of a number of bytes of the whole request, by the number of their samples. */
  private long share(long bytes, int[] rows) {
    double own = 0;
    for (int row : rows) {
      own += profiles.rows().sampleCount(row) + 1.0;
    }
    return Math.round(
        (double) bytes * own / (profiles.samples().size() + (double) profiles.size()));
  }

  /** What a part has of a number of bytes of the whole request. */
  long share(long bytes, Part part) {
    return part.rows.length == profiles.size() ? bytes : share(bytes, part.rows);
  }

  /** The parts, in the order of their first profiles. */
  List<Part> parts() {
    return parts;
  }

  /** How many profiles name no tenant, by reason. */
  Map<Reason, Long> counts() {
    return counts;
  }

  /** The outcome of the profiles that name no tenant; the others are stored in it. */
  ConsumeResult others() {
    return others.build();
  }

  /**
   * The answer to a request of which nothing can be handed on: as to one without a header, if
   * nothing but the attribute is missing.
   */
  Answer refusal() {
    Answer.Kind kind =
        counts.containsKey(Reason.INVALID_TENANT)
            ? Answer.Kind.INVALID
            : Answer.Kind.UNAUTHENTICATED;
    return Answer.refused(kind, firstProblem);
  }
}
