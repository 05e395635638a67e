package org.podkeeper;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.annotatedWith;
import static com.tngtech.archunit.core.domain.properties.CanBeAnnotated.Predicates.metaAnnotatedWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.lang.ArchRule;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import java.util.Set;
import org.jspecify.annotations.NullMarked;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.springframework.data.repository.Repository;
import org.springframework.stereotype.Controller;
import org.springframework.transaction.annotation.Transactional;

/** What the compiler and the module check cannot see. */
final class ArchitectureRules {
    private static final String ADAPTER = "org.podkeeper.hypervisor.libvirt..";
    private static final Set<String> CLOCKS = Set.of(
            "java.time.Instant",
            "java.time.LocalDate",
            "java.time.LocalDateTime",
            "java.time.LocalTime",
            "java.time.OffsetDateTime",
            "java.time.ZonedDateTime",
            "java.time.Year",
            "java.time.YearMonth");

    private ArchitectureRules() {}

    static ArchRule onlyTheAdapterKnowsLibvirt() {
        return noClasses()
                .that()
                .resideOutsideOfPackage(ADAPTER)
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.libvirt..", "com.sun.jna.."))
                .because("exceptions and XML of libvirt stay in hypervisor.libvirt");
    }

    static ArchRule timeComesFromTheInjectedClock() {
        return noClasses()
                .that()
                .resideOutsideOfPackage("org.podkeeper.kernel..")
                .should()
                .callMethodWhere(describe("they ask the system for the time", ArchitectureRules::readsSystemTime))
                .because("time comes from the injected Clock alone");
    }

    private static boolean readsSystemTime(JavaMethodCall call) {
        MethodCallTarget target = call.getTarget();
        String owner = target.getOwner().getName();
        return switch (target.getName()) {
            case "now" -> CLOCKS.contains(owner) && !takesAClock(target);
            case "currentTimeMillis" -> owner.equals("java.lang.System");
            case "systemUTC", "systemDefaultZone" -> owner.equals("java.time.Clock");
            default -> false;
        };
    }

    private static boolean takesAClock(MethodCallTarget target) {
        return target.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(java.time.Clock.class));
    }

    static ArchRule entitiesArePackagePrivate() {
        return notPublic(annotatedWith(Entity.class).or(annotatedWith(Embeddable.class)), "entities");
    }

    static ArchRule repositoriesArePackagePrivate() {
        return notPublic(assignableTo(Repository.class), "repositories");
    }

    static ArchRule controllersArePackagePrivate() {
        return notPublic(metaAnnotatedWith(Controller.class), "controllers");
    }

    private static ArchRule notPublic(DescribedPredicate<? super JavaClass> which, String name) {
        return noClasses()
                .that(which.forSubtype())
                .should()
                .bePublic()
                .as("no public " + name)
                .because("a module's API is its front door")
                .allowEmptyShould(true);
    }

    static ArchRule noTransactionIsOpenWhileLibvirtWorks() {
        return noClasses()
                .that(describe("are transactional", ArchitectureRules::isTransactional))
                .should()
                .dependOnClassesThat(assignableTo(Hypervisor.class).or(assignableTo(Hypervisors.class)))
                .because("a slow host must not hold a transaction: load, call, record")
                .allowEmptyShould(true);
    }

    private static boolean isTransactional(JavaClass type) {
        return type.isMetaAnnotatedWith(Transactional.class)
                || type.getMethods().stream().anyMatch(method -> method.isMetaAnnotatedWith(Transactional.class));
    }

    static ArchRule everyPackageIsNullMarked() {
        return classes()
                .should()
                .resideInAPackage("..")
                .andShould(ArchitectureConditions.beInAPackageAnnotatedWith(NullMarked.class));
    }

    /** @param root the package whose sub-packages are the slices */
    static ArchRule noCyclesBelow(String root) {
        return slices().matching(root + ".(*)..").should().beFreeOfCycles();
    }
}
