package io.flaregate.phlare.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class HostPortTest {

  @Test
  void readsNamesAndAddresses() {
    assertThat(HostPort.parse("ingester-0.svc:4040"))
        .isEqualTo(new HostPort("ingester-0.svc", 4040));
    assertThat(HostPort.parse("10.0.0.1:1")).isEqualTo(new HostPort("10.0.0.1", 1));
    assertThat(HostPort.parse("[2001:db8::1]:65535")).isEqualTo(new HostPort("2001:db8::1", 65535));
  }

  @Test
  void refusesEverythingElse() {
    for (String bad :
        List.of("", "h", "h:", "h:0", "h:65536", "h:x", ":1", "::1", "::1:5", "[]:1")) {
      assertThatThrownBy(() -> HostPort.parse(bad))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("\"" + bad + "\" is not host:port with a port from 1 to 65535");
    }
  }
}
