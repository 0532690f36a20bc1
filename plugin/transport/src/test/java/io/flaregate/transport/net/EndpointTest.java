package io.flaregate.transport.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointTest {
  @ParameterizedTest
  @CsvSource({
    "localhost:4317,localhost,4317,localhost:4317",
    ":4317,'',4317,:4317",
    "127.0.0.1:0,127.0.0.1,0,127.0.0.1:0",
    "[::1]:4318,::1,4318,[::1]:4318",
    "' 0.0.0.0:65535 ',0.0.0.0,65535,0.0.0.0:65535"
  })
  void reads(String text, String host, int port, String written) {
    Endpoint endpoint = Endpoint.parse(text);
    assertThat(endpoint).isEqualTo(new Endpoint(host, port));
    assertThat(endpoint.toString()).isEqualTo(written);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://localhost:4317|is a URL; write host:port",
        "localhost|has no port; write host:port",
        "::1:4317|has an IPv6 address without brackets; write [address]:port",
        "localhost:|has a port that is not a number between 0 and 65535",
        "localhost:65536|has a port that is not a number between 0 and 65535",
        "localhost:99999999999|has a port that is not a number between 0 and 65535",
        "localhost:-1|has a port that is not a number between 0 and 65535",
        "local host:1|has a host that is neither a name nor an address",
        "a/b:1|has a host that is neither a name nor an address"
      })
  void saysWhatIsWrong(String text, String what) {
    assertThatThrownBy(() -> Endpoint.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("endpoint \"" + text + "\" " + what);
  }

  @Test
  void emptyHostIsEveryInterface() throws UnknownHostException {
    assertThat(Endpoint.parse(":80").toAddress().getAddress().isAnyLocalAddress()).isTrue();
  }

  @Test
  void unknownHostIsNamed() {
    assertThatThrownBy(() -> Endpoint.parse("no-such-host.invalid:1").toAddress())
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("the host of endpoint no-such-host.invalid:1 is not known");
  }
}
