package io.flaregate.transport.tenant;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.linecorp.armeria.common.HttpHeaders;
import io.flaregate.spi.config.Problems;
import io.flaregate.spi.consumer.Answer;
import io.flaregate.transport.answer.AnswerException;
import io.grpc.Metadata;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantResolverTest {
  private static final TenantResolver MULTI =
      new TenantResolver(new TenantConfig(true, "X-Scope-OrgID", "anonymous"));

  @Test
  void withoutMultitenancyTheHeaderIsNotRead() {
    TenantResolver single = new TenantResolver(new TenantConfig(false, "X-Scope-OrgID", "solo"));
    assertThat(single.resolve(List.of("a|b", "c"))).isEqualTo("solo");
    assertThat(single.resolve(List.of())).isEqualTo("solo");
    assertThat(TenantConfig.defaults())
        .isEqualTo(new TenantConfig(false, "X-Scope-OrgID", "anonymous"));
  }

  @Test
  void aCallWaitsInTheTurnOfItsTenantElseOfItsCredentials() {
    Metadata named = metadata("x-scope-orgid", "team-a");
    assertThat(MULTI.turn(named)).isEqualTo("team-a");
    assertThat(MULTI.turn(new Metadata())).isEmpty();
    String one = MULTI.turn(metadata("authorization", "Bearer one"));
    assertThat(one).isNotEmpty().doesNotContain("one");
    assertThat(MULTI.turn(metadata("authorization", "Bearer two"))).isNotEqualTo(one);

    TenantResolver single = new TenantResolver(new TenantConfig(false, "X-Scope-OrgID", "solo"));
    assertThat(single.turn(named)).as("a header that nobody reads gives no turns").isEmpty();
  }

  private static Metadata metadata(String name, String value) {
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of(name, Metadata.ASCII_STRING_MARSHALLER), value);
    return metadata;
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "team-1", "A_b.c*d'e(f)!", "_leading", "...", ".a"})
  void allowedIdsPass(String id) {
    assertThat(MULTI.resolve(List.of(id))).isEqualTo(id);
    assertThat(MULTI.resolve(List.of(id, id))).isEqualTo(id);
  }

  @Test
  void longestIdPassesAndOneMoreDoesNot() {
    assertThat(MULTI.resolve(List.of("x".repeat(150)))).hasSize(150);
    refused(
        List.of("x".repeat(151)),
        Answer.Kind.INVALID,
        "tenant id is 151 characters long (limit: 150)");
  }

  @ParameterizedTest
  @CsvSource({
    "a|b,U+007C at 1",
    "../x,U+002F at 2",
    "a b,U+0020 at 1",
    "'a ',U+0020 at 1",
    "%2e,U+0025 at 0",
    "té,U+00E9 at 1",
    "a:b,U+003A at 1"
  })
  void othersAreNamedByTheirCharacter(String id, String what) {
    refused(
        List.of(id),
        Answer.Kind.INVALID,
        "tenant id holds the character " + what + "; allowed are 0-9 a-z A-Z ! - _ . * ' ( )");
  }

  @ParameterizedTest
  @ValueSource(strings = {".", ".."})
  void pathsAreNotIds(String id) {
    refused(
        List.of(id),
        Answer.Kind.INVALID,
        "tenant id \"" + id + "\" is not allowed: ids must not be paths");
  }

  @Test
  void missingOrEmptyIsUnauthenticated() {
    String message = "no tenant: header X-Scope-OrgID is missing (multitenancy_enabled: true)";
    refused(List.of(), Answer.Kind.UNAUTHENTICATED, message);
    refused(List.of(""), Answer.Kind.UNAUTHENTICATED, message);
  }

  @Test
  void severalDifferentAreInvalid() {
    refused(
        List.of("a", "b"), Answer.Kind.INVALID, "header X-Scope-OrgID names 2 tenants; name one");
    refused(
        List.of("a", ""), Answer.Kind.INVALID, "header X-Scope-OrgID names 2 tenants; name one");
  }

  @Test
  void headersAndMetadataAreReadInAnyCase() {
    assertThat(MULTI.resolve(HttpHeaders.of("x-scope-orgid", "web"))).isEqualTo("web");
    Metadata metadata = new Metadata();
    metadata.put(Metadata.Key.of("X-SCOPE-orgid", Metadata.ASCII_STRING_MARSHALLER), "rpc");
    assertThat(MULTI.resolve(metadata)).isEqualTo("rpc");
    assertThatThrownBy(() -> MULTI.resolve(new Metadata())).isInstanceOf(AnswerException.class);
  }

  @Test
  void configurationIsChecked() {
    assertThat(problems(TenantConfig.defaults())).isEmpty();
    assertThat(problems(new TenantConfig(true, "X Scope", "a/b")))
        .containsExactly(
            "header: \"X Scope\" is not the name of a text header",
            "default: tenant id holds the character U+002F at 1;"
                + " allowed are 0-9 a-z A-Z ! - _ . * ' ( )");
    assertThat(problems(new TenantConfig(true, "tenant-bin", "")))
        .containsExactly(
            "header: \"tenant-bin\" is not the name of a text header",
            "default: tenant id is empty");
  }

  @Test
  void whereAnAttributeNamesTheTenantTheHeaderIsNotRead() {
    TenantResolver resolver =
        new TenantResolver(new TenantConfig(true, "X-Scope-OrgID", "anonymous", "team"));
    Tenancy tenancy = resolver.tenancy(HttpHeaders.of("x-scope-orgid", "a|b"));
    assertThat(tenancy.isOfAttribute()).isTrue();
    assertThat(tenancy.tenant()).isEmpty();
    assertThat(tenancy.allows("anyone")).isTrue();
    assertThat(resolver.tenancy(new Metadata())).isEqualTo(tenancy);
    assertThat(resolver.resolve(List.of("a"))).as("doors without attributes").isEqualTo("a");
  }

  @Test
  void elseTheTenantIsThatOfTheHeader() {
    Tenancy tenancy = MULTI.tenancy(HttpHeaders.of("x-scope-orgid", "a"));
    assertThat(tenancy.isOfAttribute()).isFalse();
    assertThat(tenancy.tenant()).isEqualTo("a");
  }

  @Test
  void theNameOfTheAttributeIsChecked() {
    assertThat(problems(new TenantConfig(false, "h", "a", "k8s.namespace.name"))).isEmpty();
    assertThat(problems(new TenantConfig(false, "h", "a", " x")))
        .containsExactly(
            "from_attribute: is no name of an attribute: at most 255 characters without blanks"
                + " around them");
  }

  private static List<String> problems(TenantConfig config) {
    List<String> all = new ArrayList<>();
    config.validate(
        new Problems() {
          @Override
          public void error(String key, String message) {
            all.add(key + ": " + message);
          }

          @Override
          public void warning(String key, String message) {
            all.add("warning " + key + ": " + message);
          }
        });
    return all;
  }

  private static void refused(List<String> values, Answer.Kind kind, String message) {
    assertThatThrownBy(() -> MULTI.resolve(values))
        .isInstanceOfSatisfying(
            AnswerException.class,
            e -> {
              assertThat(e.answer().kind()).isEqualTo(kind);
              assertThat(e.answer().message()).isEqualTo(message);
            });
  }
}
