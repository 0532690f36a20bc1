package io.flaregate.phlare.membership.stores;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.ConsulConfig;
import io.flaregate.phlare.config.DistributorRingConfig;
import io.flaregate.phlare.config.HttpRingConfig;
import io.flaregate.phlare.config.KvStoreConfig;
import io.flaregate.phlare.config.KvStoreConfig.Store;
import io.flaregate.phlare.config.PhlareRingConfig;
import io.flaregate.phlare.membership.RingSource;
import io.flaregate.phlare.membership.http.FakeServer;
import io.flaregate.ring.Instance;
import io.flaregate.ring.TokenList;
import io.flaregate.ring.desc.RingDesc;
import io.flaregate.ring.desc.RingDescCodec;
import io.flaregate.spi.component.ComponentException;
import io.flaregate.spi.config.Secret;
import io.flaregate.spi.testing.Await;
import io.flaregate.spi.testing.TestSettings;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

/** From a configuration to the members, for the stores that are asked over HTTP. */
class HttpStoresTest {
  private static final Instance A = Instance.active("a", "a:9095", "", TokenList.of(1, -1));

  private static PhlareRingConfig config(Store store, String address) {
    KvStoreConfig defaults = KvStoreConfig.of(store, "p/");
    ConsulConfig consul =
        new ConsulConfig(
            address, new Secret(""), Duration.ofSeconds(5), false, 1, 1, Duration.ofSeconds(1));
    return new PhlareRingConfig(
        new KvStoreConfig(
            store,
            "p/",
            defaults.etcd(),
            consul,
            defaults.memberlist(),
            new HttpRingConfig("http://" + address + "/ring", Duration.ofSeconds(1)),
            defaults.multi()),
        List.of(),
        Duration.ofMinutes(1),
        1,
        false,
        "",
        false,
        DistributorRingConfig.defaults());
  }

  private static void opens(Store store, String body) throws ComponentException {
    try (FakeServer server =
            new FakeServer(
                exchange -> {
                  boolean known = exchange.getRequestURI().getPath().endsWith("/ring");
                  exchange.getResponseHeaders().set("X-Consul-Index", "7");
                  FakeServer.answer(
                      exchange, known ? 200 : 404, body.getBytes(StandardCharsets.UTF_8));
                });
        TestSettings settings = new TestSettings("phlare");
        Membership membership =
            Membership.open(config(store, server.address()), settings.settings())) {
      RingSource ingesters = membership.ingesters();
      Await.until("the member is seen", () -> ingesters.view().ring().size() == 1);
      assertThat(ingesters.view().ring().instance(0).addr()).isEqualTo("a:9095");
      assertThat(ingesters.view().ring().instance(0).tokens()).isEqualTo(A.tokens());
      assertThat(membership.distributors().view().ring().size()).isZero();
    }
  }

  @Test
  void consulIsOpenedByConfiguration() throws ComponentException {
    byte[] value = RingDescCodec.encode(RingDesc.of(List.of(A)));
    String base64 = Base64.getEncoder().encodeToString(value);
    opens(Store.CONSUL, "[{\"Value\":\"" + base64 + "\",\"ModifyIndex\":7}]");
  }

  @Test
  void aRingPageIsOpenedByConfiguration() throws ComponentException {
    opens(
        Store.HTTP,
        "{\"shards\":[{\"id\":\"a\",\"address\":\"a:9095\",\"tokens\":[1,4294967295]}]}");
  }
}
