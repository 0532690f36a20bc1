package io.flaregate.it.badinput;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** What is wrong with an answer. */
record Check(Row row, Door door) {

  List<String> problems(Reply reply) {
    List<String> problems = new ArrayList<>();
    Verdict verdict = row.verdict();
    expect(problems, "status", verdict.status(door), reply.status(), reply);
    expect(problems, "code", verdict.code(door), reply.code(), reply);
    expect(problems, "retryable", false, reply.isRetryable(), reply);
    boolean partial = verdict == Verdict.PARTIAL && door.isOtlp();
    expect(problems, "rejected", partial ? 1L : 0L, reply.rejected(), reply);
    boolean isQuiet = verdict == Verdict.STORED || (verdict.stores(door) && !door.isOtlp());
    expect(problems, "a message", !isQuiet, !reply.message().isEmpty(), reply);
    if (!isQuiet && !reply.message().contains(row.message())) {
      problems.add(door + ": \"" + row.message() + "\" is not in " + reply);
    }
    if (!door.isGrpc() && !reply.contentType().startsWith(contentType())) {
      problems.add(door + ": the type should be " + contentType() + ": " + reply);
    }
    if (reply.message().matches("(?s).*(\\n\\s*at |Exception|[\\r\\n\\x1B]).*")) {
      problems.add(door + ": the message shows too much: " + reply);
    }
    return problems;
  }

  /** What is no method of a gRPC service does not come as far as what counts. */
  boolean isCounted() {
    return row.verdict() != Verdict.NOT_FOUND || door != Door.OTLP_GRPC;
  }

  private String contentType() {
    boolean ok = row.verdict().stores(door);
    return switch (door) {
      case OTLP_GRPC, PUSH_GRPC -> "";
      case OTLP_HTTP -> "application/x-protobuf";
      case OTLP_JSON, PUSH_JSON -> "application/json";
      case PUSH_CONNECT -> ok ? "application/proto" : "application/json";
      case INGEST -> ok ? "" : "text/plain";
    };
  }

  List<String> problems(Reply reply, Map<String, Double> moved) {
    List<String> problems = new ArrayList<>();
    double answered = moved.getOrDefault("answered " + reply.status(), 0.0);
    expect(problems, "requests counted", isCounted() ? 1.0 : 0.0, answered, moved);
    List<String> reasons =
        moved.keySet().stream().filter(each -> each.startsWith("discarded ")).toList();
    if (row.reason().isEmpty()) {
      expect(problems, "reasons", List.of(), reasons, moved);
    } else {
      List<String> due =
          Arrays.stream(row.reason().split("\\|")).map("discarded "::concat).toList();
      double counted = due.stream().mapToDouble(each -> moved.getOrDefault(each, 0.0)).sum();
      // A push that is split into series before its labels are looked at counts each of them.
      boolean isDue = row.id().equals("corpus") ? counted >= 1 : counted == 1;
      expect(problems, row.reason(), true, isDue, moved);
      expect(problems, "reasons", 1, reasons.size(), moved);
    }
    boolean isPartial = row.verdict() == Verdict.PARTIAL;
    boolean pushed = (isPartial || row.verdict().stores(door)) && !row.isEmpty();
    expect(problems, "pushed", pushed, moved.containsKey("pushes"), moved);
    return problems;
  }

  private void expect(
      List<String> problems, String what, Object expected, Object actual, Object all) {
    if (!expected.equals(actual)) {
      problems.add(door + ": " + what + " should be " + expected + ", is " + actual + ": " + all);
    }
  }
}
