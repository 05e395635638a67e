package org.podkeeper;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.lang.annotation.Annotation;

final class ArchitectureConditions {
    private ArchitectureConditions() {}

    static ArchCondition<JavaClass> beInAPackageAnnotatedWith(Class<? extends Annotation> annotation) {
        return new ArchCondition<>("be in a package annotated with @" + annotation.getSimpleName()) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                boolean marked = type.getPackage().isAnnotatedWith(annotation);
                events.add(new SimpleConditionEvent(type, marked, type.getPackageName() + " lacks it"));
            }
        };
    }
}
