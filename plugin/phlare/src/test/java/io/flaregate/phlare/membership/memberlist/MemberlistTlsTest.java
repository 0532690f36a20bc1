package io.flaregate.phlare.membership.memberlist;

import static io.flaregate.phlare.membership.memberlist.Members.active;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flaregate.phlare.config.MemberlistConfig;
import io.flaregate.ring.Instance;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import io.flaregate.transport.tls.TlsException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MemberlistTlsTest {
  private static final String KEY = "collectors/ring";
  private static final String FAILURES = "flaregate_memberlist_pull_failures_total";

  private static TestCertificate node;
  private static TestCertificate client;

  private final TestSettings settings = new TestSettings("phlare");
  private final FakeNode server = fakeNode();
  private volatile List<Instance> seen = List.of();

  @BeforeAll
  static void makeCertificates(@TempDir Path folder) throws Exception {
    node = TestCertificate.make(folder, "node");
    client = TestCertificate.make(folder, "client");
  }

  private static FakeNode fakeNode() {
    try {
      FakeNode fake = new FakeNode("tls", node.server(client)).requiringClientCertificates();
      fake.put(KEY, active("a", 1000, 10));
      return fake;
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    server.close();
    settings.close();
  }

  private MemberlistConfig config(TestCertificate authority, String name) {
    return Configs.tls(
        Configs.labelled("tls", server.address()),
        authority.certificateFile().toString(),
        client.certificateFile().toString(),
        client.keyFile().toString(),
        name);
  }

  @Test
  void aRingIsReadInsideTlsWithAClientsCertificate() throws Exception {
    try (Memberlist memberlist = Memberlist.open(config(node, "node.test"), settings.settings())) {
      memberlist.watch(KEY, (members, changed) -> seen = members);
      Await.until("the ring is seen", () -> seen.size() == 1);
      Await.result(memberlist.publish(KEY, active("own", 1001, 11)));
      Await.until("the own entry is seen", () -> seen.size() == 2);
    }
    assertThat(settings.logger().messages(Level.WARNING)).isEmpty();
  }

  @Test
  void aNodeWhoseCertificateHasAnotherNameIsNotSpokenTo() throws Exception {
    assertRefused(config(node, "other.test"), "other.test");
    assertRefused(config(node, ""), "127.0.0.1");
  }

  @Test
  void aNodeOfAnUnknownAuthorityIsNotSpokenTo() throws Exception {
    assertRefused(config(client, "node.test"), "unable to find valid certification path");
  }

  private void assertRefused(MemberlistConfig config, String why) throws Exception {
    double before = settings.meter().total(FAILURES);
    try (Memberlist memberlist = Memberlist.open(config, settings.settings())) {
      memberlist.watch(KEY, (members, changed) -> {});
      Await.until("it is counted", () -> settings.meter().total(FAILURES) > before);
    }
    assertThat(settings.meter().value(FAILURES, "tls")).isPositive();
    assertThat(settings.logger().messages(Level.WARNING))
        .last()
        .asString()
        .contains(": TLS failed: ")
        .contains(why);
    assertThat(server.requests()).isEmpty();
  }

  @Test
  void aMissingFileIsToldAtTheStart() {
    MemberlistConfig config =
        Configs.tls(Configs.quick("127.0.0.1:1"), "/nowhere/ca.pem", "", "", "");
    assertThatThrownBy(() -> Memberlist.open(config, settings.settings()))
        .isInstanceOf(TlsException.class)
        .hasMessageContaining("/nowhere/ca.pem");
  }
}
