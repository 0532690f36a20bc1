package io.flaregate.phlare.receiver.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.RequestHeadersBuilder;
import com.linecorp.armeria.common.RequestTarget;
import io.flaregate.phlare.testing.FuzzDoor;
import io.flaregate.phlare.testing.FuzzDoor.Result;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import io.flaregate.transport.compress.BodyException;
import io.flaregate.transport.compress.ContentEncoding;
import io.flaregate.transport.tenant.TenantConfig;
import io.flaregate.transport.tenant.TenantResolver;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any query and headers of {@code POST /ingest}: refused by an answer, or a time that does not run
 * backwards, a tenant's id, and the labels of a naive reading of the parameter {@code name}.
 */
class IngestQueryFuzzTest {
  private static final FuzzDoor DOOR = new FuzzDoor();
  private static final IngestService SERVICE =
      new IngestService(DOOR.requests(), FuzzDoor.LIMIT, Duration.ZERO);
  private static final TenantResolver TENANTS =
      new TenantResolver(new TenantConfig(true, "X-Scope-OrgID", "anonymous"));
  private static final long NOW = 1_700_000_000_000_000_000L;
  private static final List<String> FORMATS =
      List.of("pprof", "jfr", "speedscope", "trie", "tree", "groups", "folded", "lines");
  private static final String TENANT = "[a-zA-Z0-9!\\-_.*'()]{1,150}";

  @AfterAll
  static void close() {
    DOOR.close();
  }

  static Stream<byte[]> seeds() {
    return Stream.of(
            "name=shop.cpu%7Benv%3Dprod%2Czone=a%7D&from=1700000000&until=now-5m&sampleRate=99"
                + "\nteam-a\ntext/plain\ngzip\nmain;a 3\n",
            "name=shop{service_name=s,app_name=b, __session_id__=1,__x=2,=3,a}&format=lines"
                + "\nteam\n\n\nmain;a",
            "name=a.alloc_space{a=,b=c=d}&from=now-999999999w&until=9223372036854775807&spyName=x"
                + "\nteam\nbinary/octet-stream+trie\nidentity\na 1\n",
            "name=a\n..\n\n\n",
            "name=a&format=pprof&sampleRate=0\nt\nmultipart/form-data; boundary=b\n\n--b--\r\n")
        .map(text -> text.getBytes(UTF_8));
  }

  @MethodSource("seeds")
  @FuzzTest(maxDuration = "3m")
  void aQueryAndHeadersAreUnderstoodOrRefused(byte[] input) {
    String[] lines = Arrays.copyOf(new String(input, UTF_8).split("\n", 5), 5);
    // As the server does before any service sees the request.
    RequestTarget target = RequestTarget.forServer(IngestService.PATH + "?" + line(lines, 0));
    if (target == null) {
      return;
    }
    QueryParams params = QueryParams.fromQueryString(target.query());
    RequestHeaders headers;
    try {
      headers = headers(line(lines, 1), line(lines, 2), line(lines, 3));
    } catch (IllegalArgumentException e) {
      // No header can hold such text; the server's own decoder refuses it.
      return;
    }
    IngestQuery query;
    try {
      assertThat(TENANTS.resolve(headers)).matches(TENANT).isNotIn(".", "..");
      ContentEncoding unused = ContentEncoding.of(headers.get(HttpHeaderNames.CONTENT_ENCODING));
      query = IngestQuery.of(params, NOW);
    } catch (AnswerException e) {
      refused(e.answer());
      return;
    } catch (BodyException e) {
      refused(e.answer());
      return;
    }
    numbers(query);
    Result result = send(query, headers, line(lines, 4).getBytes(UTF_8));
    result.labels().forEach(labels -> labels(params.get("name", ""), query, labels));
  }

  private static String line(String[] lines, int at) {
    return lines[at] == null ? "" : lines[at];
  }

  private static RequestHeaders headers(String tenant, String type, String encoding) {
    RequestHeadersBuilder headers = RequestHeaders.builder(HttpMethod.POST, IngestService.PATH);
    headers.add("X-Scope-OrgID", tenant);
    headers.add(HttpHeaderNames.CONTENT_TYPE, type);
    return headers.add(HttpHeaderNames.CONTENT_ENCODING, encoding).build();
  }

  private static void refused(Answer answer) {
    assertThat(answer.kind())
        .isIn(Answer.Kind.INVALID, Answer.Kind.UNAUTHENTICATED, Answer.Kind.UNSUPPORTED);
    assertThat(answer.message()).isNotEmpty();
  }

  private static void numbers(IngestQuery query) {
    assertThat(query.sampleRate()).isBetween(0L, 1_000_000_000L);
    assertThat(query.periodNanos()).isBetween(0L, 1_000_000_000L);
    assertThat(query.fromNanos()).isNotNegative();
    assertThat(query.untilNanos()).isNotNegative();
    boolean forwards = query.untilNanos() > query.fromNanos();
    assertThat(query.durationNanos() > 0).isEqualTo(forwards);
  }

  private static Result send(IngestQuery query, RequestHeaders headers, byte[] body) {
    return DOOR.send(
        (bytes, wireBytes, context, account) -> {
          try {
            return SERVICE.handle(query, headers.contentType(), bytes, wireBytes, context, account);
          } catch (AnswerException e) {
            if (e.answer().kind() != Answer.Kind.UNSUPPORTED) {
              throw e;
            }
            assertThat(query.format()).isNotIn(FORMATS);
            throw new AnswerException(Answer.refused(Answer.Kind.INVALID, e.answer().message()));
          }
        },
        body);
  }

  private static void labels(String name, IngestQuery query, Map<String, String> labels) {
    Map<String, String> expected = given(name);
    String app = labels.getOrDefault("service_name", "");
    if (expected.containsKey("service_name")) {
      app = labels.getOrDefault("app_name", "");
    }
    if (!expected.containsKey("app_name") || !expected.containsKey("service_name")) {
      int brace = name.indexOf('{');
      assertThat((brace < 0 ? name : name.substring(0, brace)).trim()).startsWith(app);
    }
    if (!expected.containsKey("service_name")) {
      expected.put("service_name", app);
    } else {
      expected.putIfAbsent("app_name", app);
    }
    expected.keySet().removeIf(key -> key.startsWith("__") && !key.equals("__session_id__"));
    expected.put("pyroscope_spy", query.spyName());
    expected.put("__delta__", "false");
    expected.put("__name__", labels.getOrDefault("__name__", "none"));
    assertThat(labels).isEqualTo(expected);
  }

  /** The labels in braces; of those that stand twice the last. */
  private static Map<String, String> given(String name) {
    Map<String, String> given = new TreeMap<>();
    if (name.indexOf('{') >= 0) {
      String inner = name.substring(name.indexOf('{') + 1, name.length() - 1);
      for (String pair : inner.split(",", -1)) {
        String[] parts = pair.trim().split("=", 2);
        if (parts.length == 2) {
          given.put(parts[0].trim(), parts[1].trim());
        }
      }
    }
    return given;
  }
}
