package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final String FIXTURES = "architecture.fixtures";
    private static final JavaClasses APPLICATION = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("org.podkeeper");

    /** Each rule with the fixture that breaks it. */
    static Stream<Arguments> rules() {
        return Stream.of(
                Arguments.of(ArchitectureRules.onlyTheAdapterKnowsLibvirt(), "UsesLibvirt"),
                Arguments.of(ArchitectureRules.timeComesFromTheInjectedClock(), "ReadsTheSystemClock"),
                Arguments.of(ArchitectureRules.timeComesFromTheInjectedClock(), "ReadsMilliseconds"),
                Arguments.of(ArchitectureRules.entitiesArePackagePrivate(), "PublicEntity"),
                Arguments.of(ArchitectureRules.repositoriesArePackagePrivate(), "PublicRepository"),
                Arguments.of(ArchitectureRules.controllersArePackagePrivate(), "PublicController"),
                Arguments.of(
                        ArchitectureRules.noTransactionIsOpenWhileLibvirtWorks(), "HoldsATransactionWhileLibvirtWorks"),
                Arguments.of(ArchitectureRules.everyPackageIsNullMarked(), "InAPackageWithoutNullMarked"));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theApplicationKeepsTheRule(ArchRule rule, String violation) {
        rule.check(APPLICATION);
    }

    @ParameterizedTest
    @MethodSource("rules")
    void theRuleNoticesAViolation(ArchRule rule, String violation) {
        JavaClasses fixtures = new ClassFileImporter().importPackages(FIXTURES);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> rule.check(fixtures))
                .withMessageContaining(violation.equals("InAPackageWithoutNullMarked") ? "unmarked" : violation);
    }

    @Test
    void theApplicationHasNoCycles() {
        ArchitectureRules.noCyclesBelow("org.podkeeper").check(APPLICATION);
    }

    @Test
    void aCycleIsNoticed() {
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> ArchitectureRules.noCyclesBelow(FIXTURES + ".cycle")
                        .check(new ClassFileImporter().importPackages(FIXTURES)))
                .withMessageContaining("Cycle detected");
    }
}
