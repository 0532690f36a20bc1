package io.flaregate.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The schema in docs/flaregate.schema.json is what the records say, and judges files as the gateway
 * does. To write it anew: run this test with {@code -Dflaregate.docs.update=true}.
 */
final class ConfigurationSchemaTest {
  private static final Path FILE = Path.of("../../docs/flaregate.schema.json");
  private static final Path EXAMPLES = Path.of("src/main/dist/examples");
  private static final Path REFERENCE = Path.of("../../docs/configuration.md");
  private static final Pattern BLOCK = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);
  private static final Set<String> SECTIONS =
      Set.of("receivers", "processors", "exporters", "extensions", "service");
  private static final String TYPO = "endpiont";

  private static final ObjectNode SCHEMA = generated();
  private static final Schema JUDGE =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(SCHEMA);
  private static final YAMLMapper YAML = new YAMLMapper();

  @Test
  void schemaIsWhatTheRecordsSay() throws IOException {
    String expected =
        new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(SCHEMA) + "\n";
    if (Boolean.getBoolean("flaregate.docs.update")) {
      Files.writeString(FILE, expected);
    }

    assertThat(Files.readString(FILE))
        .as(FILE + " is out of date; run this test with -Dflaregate.docs.update=true")
        .isEqualTo(expected);
  }

  @ParameterizedTest
  @MethodSource("examples")
  void everyExampleIsValid(Path file) throws IOException {
    assertThat(problems(Files.readString(file))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void aTypoInAnyMapOfAnExampleIsFound(Path file) throws IOException {
    JsonNode whole = YAML.readTree(Files.readString(file));
    for (String pointer : maps(whole, "", new TreeSet<>())) {
      JsonNode copy = whole.deepCopy();
      ((ObjectNode) copy.at(pointer)).put(TYPO, 1);

      assertThat(JUDGE.validate(copy))
          .as("%s%s/%s", file.getFileName(), pointer, TYPO)
          .isNotEmpty();
    }
  }

  @Test
  void everyExampleOfTheReferenceIsValid() throws IOException {
    Matcher blocks = BLOCK.matcher(Files.readString(REFERENCE));
    int judged = 0;
    while (blocks.find()) {
      if (YAML.readTree(blocks.group(1)) instanceof ObjectNode part && isOfFile(part)) {
        if (!part.has("service")) {
          part.putObject("service");
        }
        judged++;

        assertThat(JUDGE.validate(part)).as(blocks.group(1)).isEmpty();
      }
    }
    assertThat(judged).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receivers: {otlp: , 'otlp/b c': {protocols: {grpc: }}}",
        "receivers: {phlare: {endpoint: '${env:HOST}:4040'}}",
        "exporters: {phlare: {ack: '${env:ACK:-quorum}', pushtimeout: '${env:T}'}}",
        "exporters: {phlare: {pushtimeout: 1m30.5s, hints: {max_bytes: 0x10, max_age: 0}}}",
        "exporters: {phlare: {ring: {replication_factor: '${env:RF:-3}'}}}",
        "processors: {phlare: {limits: {reject_older_than: 1w2d, max_query_lookback: 7d}}}",
        "extensions: {bearertokenauth: {token: 12345}}"
      })
  void whatTheGatewayTakesIsValid(String text) throws IOException {
    assertThat(problems(text + "\nservice: {}\n")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "receivers: {oltp: }",
        "receivers: {otlp/: }",
        "exporters: {phlare: {ack: qorum}}",
        "exporters: {phlare: {pushtimeout: 5}}",
        "exporters: {phlare: {pushtimeout: 5 s}}",
        "exporters: {phlare: {push_max_bytes: 4MB}}",
        "exporters: {phlare: {ring: {replication_factor: 3000000000}}}",
        "exporters: {phlare: {push_max_bytes: null}}",
        "exporters: {phlare: {ring: {static_instances: [{adr: 'a:1'}]}}}",
        "connectors: {}",
        "service: {pipelines: {traces: {receivers: [otlp]}}}"
      })
  void whatTheGatewayRefusesIsInvalid(String text) throws IOException {
    String rest = text.startsWith("service") ? "\n" : "\nservice: {}\n";

    assertThat(problems(text + rest)).isNotEmpty();
  }

  @Test
  void aFileWithoutServiceIsInvalid() throws IOException {
    assertThat(problems("receivers: {otlp: }")).hasSize(1);
  }

  @Test
  void everyKeyOfAComponentHasADescriptionOrKeysOfItsOwn() {
    List<String> bare = new ArrayList<>();
    SCHEMA
        .get("$defs")
        .properties()
        .forEach(
            component ->
                component
                    .getValue()
                    .get("properties")
                    .properties()
                    .forEach(
                        key -> {
                          if (!key.getValue().has("description")
                              && !key.getValue().has("properties")) {
                            bare.add(component.getKey() + "::" + key.getKey());
                          }
                        }));

    assertThat(bare).isEmpty();
  }

  private static ObjectNode generated() {
    ConfigurationSchema schema = new ConfigurationSchema();
    Plugins.forEach(schema::add);
    return schema.schema();
  }

  private static List<Error> problems(String text) throws JsonProcessingException {
    return JUDGE.validate(YAML.readTree(text));
  }

  private static Stream<Path> examples() throws IOException {
    try (Stream<Path> files = Files.list(EXAMPLES)) {
      return files.filter(file -> file.toString().endsWith(".yaml")).sorted().toList().stream();
    }
  }

  private static boolean isOfFile(ObjectNode part) {
    List<String> keys = new ArrayList<>();
    part.fieldNames().forEachRemaining(keys::add);
    return SECTIONS.containsAll(keys);
  }

  private static Set<String> maps(JsonNode node, String pointer, Set<String> found) {
    if (node.isObject()) {
      found.add(pointer);
      node.properties()
          .forEach(
              entry ->
                  maps(entry.getValue(), pointer + "/" + entry.getKey().replace("/", "~1"), found));
    }
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      maps(node.get(i), pointer + "/" + i, found);
    }
    return found;
  }
}
