package io.flaregate.phlare.membership.memberlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.flaregate.phlare.config.JoinMember;
import io.flaregate.spi.testing.FakeClock;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SeedsTest implements Seeds.Problems {
  private final FakeClock clock = new FakeClock();
  private final Map<String, List<String>> names = new HashMap<>();
  private final List<String> unresolved = new ArrayList<>();

  private List<InetAddress> addresses(String host) throws UnknownHostException {
    List<InetAddress> addresses = new ArrayList<>();
    List<String> known = names.get(host);
    if (known == null) {
      throw new UnknownHostException(host);
    }
    for (String address : known) {
      addresses.add(InetAddress.getByName(address));
    }
    return addresses;
  }

  private Seeds seeds(String... members) {
    return new Seeds(Configs.quick(members), this::addresses, clock::nanoTime, 0);
  }

  @Override
  public void unresolved(JoinMember member, MemberlistException problem) {
    unresolved.add(member.text() + " " + problem.getMessage());
  }

  @Override
  public void resolved(JoinMember member) {}

  private List<String> next(Seeds seeds) {
    return seeds.next(this).stream().map(Seed::toString).toList();
  }

  @Test
  void eachRoundBeginsWithTheNextNode() {
    names.put("ring", List.of("10.0.0.1", "10.0.0.2"));
    names.put("10.0.0.3", List.of("10.0.0.3"));
    Seeds seeds = seeds("dns+ring:7000", "10.0.0.3");
    assertThat(next(seeds))
        .containsExactly("ring:7000 (10.0.0.1)", "ring:7000 (10.0.0.2)", "10.0.0.3:7946");
    assertThat(next(seeds))
        .containsExactly("ring:7000 (10.0.0.2)", "10.0.0.3:7946", "ring:7000 (10.0.0.1)");
    assertThat(next(seeds).get(0)).isEqualTo("10.0.0.3:7946");
    assertThat(next(seeds).get(0)).isEqualTo("ring:7000 (10.0.0.1)");
  }

  @Test
  void namesAreResolvedForEachRound() {
    names.put("ring", List.of("10.0.0.1"));
    Seeds seeds = seeds("ring:7946");
    assertThat(next(seeds)).containsExactly("ring:7946 (10.0.0.1)");
    names.put("ring", List.of("10.0.0.2"));
    assertThat(next(seeds)).containsExactly("ring:7946 (10.0.0.2)");
  }

  @Test
  void aNameThatLeadsNowhereIsToldAndTheOthersAreUsed() {
    names.put("there", List.of("10.0.0.1"));
    assertThat(next(seeds("gone:1", "there:2"))).containsExactly("there:2 (10.0.0.1)");
    assertThat(unresolved).containsExactly("gone:1 cannot be resolved: gone");
    assertThat(next(seeds("gone:1"))).isEmpty();
  }

  @Test
  void aNodeThatTwoNamesLeadToIsAskedOnce() {
    names.put("a", List.of("10.0.0.1"));
    names.put("b", List.of("10.0.0.1"));
    assertThat(next(seeds("a:1", "b:1"))).containsExactly("a:1 (10.0.0.1)");
  }

  @Test
  void aNodeThatFailedIsAskedLastUntilItsPauseIsOver() {
    names.put("ring", List.of("10.0.0.1", "10.0.0.2", "10.0.0.3"));
    Seeds seeds = seeds("ring:1");
    Seed first = seeds.next(this).get(0);
    seeds.failed(first);
    for (int i = 0; i < 3; i++) {
      assertThat(seeds.next(this).get(2)).isEqualTo(first);
    }
    clock.advance(Duration.ofMillis(5));
    assertThat(seeds.next(this)).hasSize(3);
    assertThat(firsts(seeds)).contains(first);
    seeds.failed(first);
    clock.advance(Duration.ofMillis(5));
    assertThat(firsts(seeds)).as("the pause grows").doesNotContain(first);
    seeds.answered(first);
    assertThat(firsts(seeds)).contains(first);
  }

  private List<Seed> firsts(Seeds seeds) {
    return List.of(seeds.next(this).get(0), seeds.next(this).get(0), seeds.next(this).get(0));
  }

  @Test
  void noMoreNodesAreKeptThanTheLimit() {
    List<String> many = new ArrayList<>();
    for (int i = 0; i < 1000; i++) {
      many.add("10.0." + i / 250 + "." + (1 + i % 250));
    }
    names.put("ring", many);
    assertThat(next(seeds("ring:1"))).hasSize(Seeds.MAX_SEEDS);
  }
}
