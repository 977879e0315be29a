package org.headwater.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScopesTests {

    @ParameterizedTest
    @CsvSource({
        "system/*.read,          Patient,     READ,   true",
        "system/*.read,          Patient,     SEARCH, true",
        "system/*.read,          Patient,     UPDATE, false",
        "system/Patient.rs,      Patient,     SEARCH, true",
        "system/Patient.rs,      Observation, READ,   false",
        "system/Patient.r,       Patient,     SEARCH, false",
        "system/*.*,             Claim,       DELETE, true",
        "system/*.write,         Claim,       CREATE, true",
        "system/*.write,         Claim,       READ,   false",
        "user/*.cruds,           Claim,       DELETE, true",
        "patient/*.read,         Patient,     READ,   false",
        "intake/mercy,           Patient,     READ,   false"
    })
    void aClinicalScopePermitsWhatItSays(String scope, String type, Interaction asked, boolean permitted) {
        assertThat(Scopes.of(List.of(scope)).permits(type, Set.of(asked))).isEqualTo(permitted);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "system/*.sr",
                "system/*.reads",
                "system/*.",
                "system/patient.read",
                "system/Observation.rs?category=laboratory",
                "patient/*.read",
                "launch",
                "openid",
                "intake/",
                "intake/../feeds",
                "ADMIN",
                ""
            })
    void aWordThatMeansNothingGivesNothing(String word) {
        assertThat(Scope.of(word)).isEmpty();
    }

    @Test
    void severalScopesAddUp() {
        Scopes scopes = Scopes.of(List.of("system/*.read", "system/Patient.cu"));

        assertThat(scopes.permits("Patient", Set.of(Interaction.READ, Interaction.UPDATE)))
                .isTrue();
        assertThat(scopes.permits("Claim", Set.of(Interaction.UPDATE))).isFalse();
    }

    @Test
    void oneTypeIsNotEveryType() {
        assertThat(Scopes.of(List.of("system/Patient.cruds")).permits("*", Set.of(Interaction.READ)))
                .isFalse();
    }

    @Test
    void aFeedScopeIsForThatFeedAlone() {
        Scopes scopes = Scopes.of(List.of("intake/mercy-adt"));

        assertThat(scopes.sendsTo("mercy-adt")).isTrue();
        assertThat(scopes.sendsTo("mercy")).isFalse();
        assertThat(scopes.sendsTo("*")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "system/*.read,    system/Patient.rs, true",
        "system/*.read,    system/*.read,     true",
        "system/*.rs,      system/*.read,     true",
        "system/*.read,    system/*.*,        false",
        "system/Patient.*, system/*.read,     false",
        "intake/*,         intake/mercy,      true",
        "intake/mercy,     intake/*,          false",
        "admin,            metrics,           true",
        "metrics,          admin,             false",
        "admin,            system/*.read,     false"
    })
    void aClientMayAskForLessThanItHas(String granted, String asked, boolean covered) {
        assertThat(Scopes.of(List.of(granted)).covers(Scope.of(asked).orElseThrow()))
                .isEqualTo(covered);
    }
}
