package io.flaregate.ring;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * {@code quorum.json}: what is sent where, and whether a push succeeds, on a simulated clock. What
 * is promised is {@code pushes} and {@code ok} of each case, and its time where that is true. Code
 * and time of a failure differ where our rules do: {@code quorum-differences.txt} lists each case
 * of which that is so, with the reason, and stands in docs/design-decisions.md too.
 */
class QuorumVectorTest {
  @Test
  void everyPushSucceedsExactlyWhenUpstreamsDoesAndFailsOtherwiseOnlyAsListed() throws IOException {
    List<JsonNode> cases = Vectors.cases("quorum.json");
    List<String> differences = new ArrayList<>();
    int number = 0;
    for (JsonNode c : cases) {
      number++;
      Simulation simulation = new Simulation(c);
      simulation.run();
      assertThat(simulation.pushes).as(c.toString()).containsExactlyInAnyOrderElementsOf(pushes(c));
      JsonNode result = c.required("result");
      assertThat(simulation.ok()).as(c.toString()).isEqualTo(result.required("ok").booleanValue());
      if (simulation.ok()) {
        assertThat(simulation.now)
            .as(c.toString())
            .isEqualTo(result.required("completed_at_ms").longValue());
      } else {
        Answer upstream =
            new Answer(
                result.required("error_code").textValue(),
                result.required("completed_at_ms").longValue());
        Answer ours = new Answer(simulation.code(), simulation.now);
        if (!ours.equals(upstream)) {
          differences.add(
              number
                  + ". "
                  + c.required("name").textValue()
                  + " | "
                  + upstream
                  + " | "
                  + ours
                  + " | "
                  + reason(upstream, ours, simulation.lookupFailed));
        }
      }
    }
    Vectors.report("quorum.json", cases.size(), "; " + differences.size() + " differ as listed");
    assertThat(String.join("\n", differences)).isEqualTo(String.join("\n", listed()));
  }

  /** When a failed push was answered, and how. */
  private record Answer(String code, long atMillis) {
    private static final Set<String> CLIENT_FAMILY =
        Set.of("invalid_argument", "resource_exhausted");

    boolean isClientFamily() {
      return CLIENT_FAMILY.contains(code);
    }

    @Override
    public String toString() {
      return code + " after " + atMillis + " ms";
    }
  }

  private static String reason(Answer upstream, Answer ours, boolean lookupFailed) {
    String time =
        ours.atMillis == upstream.atMillis
            ? ""
            : ours.atMillis > upstream.atMillis
                ? "; until then a later answer could still have decided it"
                : "; from then on no answer could have changed it";
    if (lookupFailed) {
      return "a ring that is too small may grow again, so the sender shall try again" + time;
    }
    if (ours.code.equals("deadline_exceeded")) {
      return "the sender's deadline came first" + time;
    }
    if (ours.code.equals(upstream.code)) {
      return "the same answer" + time;
    }
    if (upstream.isClientFamily() && !ours.isClientFamily()) {
      return "too few refused it to know that it can never be stored: the last error does not"
          + " decide for the others"
          + time;
    }
    if (ours.isClientFamily() && !upstream.isClientFamily()) {
      return "so many refused it that it cannot be stored, whatever the last error says" + time;
    }
    if (ours.isClientFamily()) {
      return "one of those that refused it may take it later" + time;
    }
    return "failures of ingesters may pass, so all of them are one retryable answer" + time;
  }

  private static List<String> listed() throws IOException {
    try (InputStream in =
        QuorumVectorTest.class.getResourceAsStream("/vectors/quorum-differences.txt")) {
      String text = new String(requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
    }
  }

  private static List<Push> pushes(JsonNode c) {
    List<Push> pushes = new ArrayList<>();
    for (JsonNode push : c.required("pushes")) {
      List<Long> tokens = new ArrayList<>();
      push.required("tokens").forEach(token -> tokens.add(token.longValue()));
      pushes.add(
          new Push(
              push.required("addr").textValue(), push.required("profile").textValue(), tokens));
    }
    return pushes;
  }

  /** A request to an ingester; the tokens are sorted. */
  private record Push(String addr, String profile, List<Long> tokens) {}

  /** One answer to one push, which holds the series of one profile. */
  private record Event(long atMillis, int order, List<Integer> series, ReplicaAnswer answer) {}

  private static final class Simulation {
    private final JsonNode root;
    private final Map<String, JsonNode> ingesters = new HashMap<>();
    private final PriorityQueue<Event> events =
        new PriorityQueue<>((a, b) -> compare(a.atMillis, b.atMillis, a.order, b.order));
    private final List<Push> pushes = new ArrayList<>();
    private final List<Integer> minSuccess = new ArrayList<>();
    private final List<Integer> maxErrors = new ArrayList<>();
    private boolean lookupFailed;
    private boolean byDeadline;
    private boolean allStored = true;
    private SeriesDecision worst = SeriesDecision.STORED;
    private long now;

    Simulation(JsonNode root) {
      this.root = root;
      root.required("ingesters").forEach(i -> ingesters.put(i.required("addr").textValue(), i));
    }

    private static int compare(long at, long otherAt, int order, int otherOrder) {
      return at != otherAt ? Long.compare(at, otherAt) : Integer.compare(order, otherOrder);
    }

    void run() {
      JsonNode profiles = root.required("profiles");
      for (int p = 0; p < profiles.size(); p++) {
        send(p, profiles.get(p));
      }
      if (minSuccess.isEmpty()) {
        return;
      }
      QuorumTracker tracker =
          new QuorumTracker(
              minSuccess.stream().mapToInt(i -> i).toArray(),
              maxErrors.stream().mapToInt(i -> i).toArray());
      answer(tracker);
      for (int i = 0; i < tracker.size(); i++) {
        SeriesDecision decision = tracker.decision(i);
        allStored &= decision == SeriesDecision.STORED;
        worst = decision.compareTo(worst) > 0 ? decision : worst;
      }
    }

    private void answer(QuorumTracker tracker) {
      long deadline = root.required("request_timeout_ms").longValue();
      boolean decided = false;
      while (!decided) {
        Event next = events.poll();
        if (deadline > 0 && (next == null || next.atMillis > deadline)) {
          now = deadline;
          decided = tracker.deadline("context deadline exceeded");
          byDeadline = true;
        } else {
          now = requireNonNull(next, "undecided after the last answer").atMillis;
          int[] series = next.series.stream().mapToInt(i -> i).toArray();
          decided = tracker.answer(series, next.answer, next.answer.name());
        }
      }
    }

    /** Looks up all series of a profile, then sends one push per address; nothing if one fails. */
    private void send(int profile, JsonNode node) {
      List<Replicas> sets = new ArrayList<>();
      for (JsonNode series : node.required("series")) {
        if (!lookup(series, sets)) {
          lookupFailed = true;
          return;
        }
      }
      Map<String, List<Integer>> byAddr = new LinkedHashMap<>();
      for (Replicas set : sets) {
        for (Instance replica : set.instances()) {
          byAddr.computeIfAbsent(replica.addr(), a -> new ArrayList<>()).add(minSuccess.size());
        }
        minSuccess.add(set.minSuccess());
        maxErrors.add(set.maxErrors());
      }
      int first = minSuccess.size() - sets.size();
      byAddr.forEach(
          (addr, series) -> {
            push(profile, addr, series);
            note(addr, node, series.stream().map(i -> i - first).toList());
          });
    }

    /** Notes what was sent; to a member without a client nothing is. */
    private void note(String addr, JsonNode profile, List<Integer> series) {
      if (!requireNonNull(ingesters.get(addr), addr)
          .get("outcome")
          .textValue()
          .equals("no_client")) {
        List<Long> tokens =
            series.stream()
                .map(i -> profile.required("series").get(i).required("token").longValue())
                .sorted()
                .toList();
        pushes.add(new Push(addr, profile.required("id").textValue(), tokens));
      }
    }

    private boolean lookup(JsonNode series, List<Replicas> sets) {
      List<String> addrs = Vectors.texts(series.required("replicas"));
      JsonNode ring = root.required("ring");
      if (ring.isNull()) {
        List<Instance> instances =
            addrs.stream().map(a -> Instance.active(a, a, "", TokenList.empty())).toList();
        sets.add(new Replicas(instances, series.required("max_errors").intValue()));
        return true;
      }
      RingConfig config = TokenRingVectorTest.config(ring.required("config"));
      TokenRing whole = TokenRing.of(config, Vectors.instances(ring));
      String tenant = root.required("tenant").textValue();
      ReplicationSet found = new ReplicationSet();
      boolean ok =
          ShuffleShard.select(whole, tenant, 0)
              .lookup(
                  token(tenant, series),
                  config.liveness(ring.required("now_unix_ms").longValue()),
                  found);
      assertThat(ok).as(root.toString()).isEqualTo(!addrs.isEmpty());
      if (ok) {
        sets.add(found.toReplicas());
        assertThat(found.toReplicas().instances()).extracting(Instance::addr).isEqualTo(addrs);
        assertThat(found.maxErrors()).isEqualTo(series.required("max_errors").intValue());
      }
      return ok;
    }

    private static int token(String tenant, JsonNode series) {
      List<String> labels = new ArrayList<>();
      series.required("labels").forEach(pair -> labels.addAll(Vectors.texts(pair)));
      int token = Token.of(tenant, labels.toArray(String[]::new));
      assertThat(token).isEqualTo(Vectors.token(series.required("token")));
      return token;
    }

    private void push(int profile, String addr, List<Integer> series) {
      JsonNode ingester = requireNonNull(ingesters.get(addr), addr);
      long timeout = root.required("push_timeout_ms").longValue();
      String outcome = ingester.required("outcome").textValue();
      long at = ingester.required("delay_ms").longValue() + profile;
      ReplicaAnswer answer = answer(outcome);
      if (outcome.equals("no_client")) {
        at = 0;
      } else if (outcome.equals("no_answer") || at >= timeout) {
        at = timeout;
        answer = ReplicaAnswer.FAILED;
      }
      events.add(new Event(at, events.size(), series, answer));
    }

    private static ReplicaAnswer answer(String outcome) {
      return switch (outcome) {
        case "ok" -> ReplicaAnswer.SUCCESS;
        case "invalid_argument" -> ReplicaAnswer.REJECTED;
        case "resource_exhausted" -> ReplicaAnswer.LIMITED;
        case "unavailable", "internal", "plain_error", "no_answer", "no_client" ->
            ReplicaAnswer.FAILED;
        default -> throw new AssertionError("outcome not known to the test: " + outcome);
      };
    }

    boolean ok() {
      return allStored && !lookupFailed;
    }

    /** The code of our answer to a push that failed (Connect's word). */
    String code() {
      if (lookupFailed || worst == SeriesDecision.TRANSIENT) {
        return byDeadline ? "deadline_exceeded" : "unavailable";
      }
      return worst == SeriesDecision.LIMITED ? "resource_exhausted" : "invalid_argument";
    }
  }
}
