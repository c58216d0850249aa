/// The pipelines of GitLab: the files of `templates/pipelines/gitlab/`.
extension PipelineTemplates {
    static let gitLab = #"""
        # Plans what a merge request changes and keeps one note about it up; applies exactly the reviewed plan after the merge; looks for
        # drift on a schedule. `.gitlab-ci.yml` has it by `include: {local: .gitlab/berth.yml}`.
        #
        # Before: an image with berth, git and curl (BERTH_IMAGE); masked variables: BERTH_FORGE_TOKEN (a project access token with the
        # scope api and the role Reporter: CI_JOB_TOKEN may not write notes), and what the estate names; those that may write are
        # protected, so that only the default branch has them. See docs/pipelines.md of berth.
        .berth:
          image: $BERTH_IMAGE
          variables:
            GIT_DEPTH: "0" # the target branch, too
          before_script:
            - |
              command -v berth >/dev/null || { echo "the image has no berth"; exit 1; }
              # Runs something that needs no token of the forge.
              alone() { (unset BERTH_FORGE_TOKEN CI_JOB_TOKEN && exec "$@"); }

        berth-plan:
          extends: .berth
          stage: test
          rules:
            # What comes from a fork has no secrets to plan with, and gets none.
            - if: $CI_PIPELINE_SOURCE == "merge_request_event" && $CI_MERGE_REQUEST_SOURCE_PROJECT_PATH == $CI_PROJECT_PATH
          # A newer push makes an older plan useless.
          interruptible: true
          timeout: 30m
          script:
            - |
              # As it will be after the merge.
              base="origin/$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
              git fetch --quiet origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"
              git -c user.name=berth -c user.email=berth@localhost merge --quiet --no-edit "$base"
              tree=$(git rev-parse 'HEAD^{tree}')
              files=$(mktemp -d) # not in the work tree, where files of the same names may be
              pages=berth-pages
              rm -rf "$pages"
              mkdir "$pages"
              # Estate, templates and catalog are those of the target branch; the merge request brings specifications.
              status=0
              alone berth plan --estate-from "$base" --changed-since "$base" --detailed-exitcode \
                --out "$files/estate.plan" --format markdown >"$files/comment.md" || status=$?
              set --
              if [ -s "$files/estate.plan" ]; then
                berth show "$files/estate.plan" --format html >"$pages/plan.html"
                set -- --report-url "$CI_JOB_URL/artifacts/file/berth-pages/plan.html"
              fi
              # 0: no changes, 2: changes, 7: something did not answer, and the rest was planned.
              case $status in
                0 | 2 | 7)
                  printf 'header = "JOB-TOKEN: %s"\n' "$CI_JOB_TOKEN" | curl -fsS --config - --upload-file "$files/estate.plan" \
                    "$CI_API_V4_URL/projects/$CI_PROJECT_ID/packages/generic/berth-plan/$tree/estate.plan" >/dev/null ;;
              esac
              if [ -s "$files/comment.md" ]; then set -- "$@" "$files/comment.md"; fi
              case $status in
                0 | 2) ;;
                7) set -- "$@" --note "Something did not answer and is unknown; the rest was planned." ;;
                5) set -- "$@" --note "This is refused as it is: a guard of the estate, or protection." ;;
                *) set -- "$@" --note "This cannot be applied as it is; the log of the pipeline says more." ;;
              esac
              berth comment "$@"
              case $status in 0 | 2) ;; *) exit "$status" ;; esac
          artifacts:
            when: always
            expose_as: Berth plan
            paths: [berth-pages]
            expire_in: 30 days

        berth-apply:
          extends: .berth
          stage: deploy
          rules:
            - if: $CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
          # One after the other; none is dropped.
          resource_group: berth-apply
          timeout: 2h
          script:
            - |
              files=$(mktemp -d) # not in the work tree, where files of the same names may be
              pages=berth-pages
              rm -rf "$pages"
              mkdir "$pages"
              tree=$(git rev-parse 'HEAD^{tree}')
              plan="$CI_API_V4_URL/projects/$CI_PROJECT_ID/packages/generic/berth-plan/$tree/estate.plan"
              found=$(printf 'header = "JOB-TOKEN: %s"\n' "$CI_JOB_TOKEN" |
                curl -sS --location --config - --output "$files/estate.plan" --write-out '%{http_code}' "$plan")
              case $found in
                200) ;;
                404) rm -f "$files/estate.plan" ;;
                *) echo "the plan cannot be fetched: status $found"; exit 1 ;;
              esac
              BEFORE=$CI_COMMIT_BEFORE_SHA
              status=3 # stale, as is what nobody reviewed
              if [ -s "$files/estate.plan" ]; then
                status=0
                alone berth apply "$files/estate.plan" --yes --lock-timeout 30m --events "$pages/run.ndjson" || status=$?
                berth show "$files/estate.plan" --format markdown >"$files/comment.md"
              fi
              # What the merge changes instead of that plan, or beyond it: estate, templates and catalog are not in a plan of a branch.
              again=false
              planned=0
              case $status in
                0 | 3)
                  git rev-parse --quiet --verify "$BEFORE^{commit}" >/dev/null || BEFORE=HEAD^
                  rm -f "$files/estate.plan"
                  alone berth plan --changed-since "$BEFORE" --detailed-exitcode \
                    --out "$files/estate.plan" --format markdown >"$files/new.md" || planned=$?
                  case $planned in 2 | 7) again=true ;; esac ;;
              esac
              case $status-$planned in
                0-0) note="Applied." ;;
                0-2) note="Applied what was reviewed. The merge changes more than that: this is the plan of the rest. Look at it, and run the job again to apply it." ;;
                0-7) note="Applied what was reviewed; something does not answer now. This is the plan of what is left. Run the job again to apply it." ;;
                0-*) note="Applied what was reviewed. The rest of the merge cannot be planned; the log of the pipeline says why." ;;
                3-0) note="There is nothing to do." ;;
                3-2 | 3-7) note="Nothing was applied: no reviewed plan fits what is there now. This is a new one. Look at it, and run the job again to apply it." ;;
                3-*) note="Nothing was applied: no reviewed plan fits what is there now, and no new one can be made; the log of the pipeline says why." ;;
                4-*) note="Nothing was applied: another run holds the locks. Run the job again." ;;
                5-*) note="Nothing was applied: a guard of the estate, or protection, refused." ;;
                6-*) note="Applied in part; the log of the pipeline says what failed." ;;
                7-*) note="Applied, save for what did not answer." ;;
                *) note="This was not applied; the log of the pipeline says why." ;;
              esac
              if [ -s "$files/new.md" ] && [ "$status-$planned" != 0-0 ]; then mv "$files/new.md" "$files/comment.md"; fi
              case $status-$planned in
                0-2 | 3-2) status=3 ;; # there is a plan to look at
                0-* | 3-*) status=$planned ;;
              esac
              set --
              if [ "$again" = true ]; then
                berth show "$files/estate.plan" --format html >"$pages/plan.html"
                set -- --report-url "$CI_JOB_URL/artifacts/file/berth-pages/plan.html"
                printf 'header = "JOB-TOKEN: %s"\n' "$CI_JOB_TOKEN" |
                  curl -fsS --config - --upload-file "$files/estate.plan" "$plan" >/dev/null
              fi
              if [ -s "$files/comment.md" ]; then set -- "$@" "$files/comment.md"; fi
              berth comment "$@" --note "$note"
              exit "$status"
          artifacts:
            when: always
            paths: [berth-pages]
            expire_in: 30 days

        berth-drift:
          extends: .berth
          stage: test
          rules:
            - if: $CI_PIPELINE_SOURCE == "schedule"
          resource_group: berth-drift
          timeout: 1h
          script:
            - |
              files=$(mktemp -d) # not in the work tree, where files of the same names may be
              pages=berth-pages
              rm -rf "$pages"
              mkdir "$pages"
              status=0
              alone berth drift --out "$files/drift.plan" --format html >"$pages/drift.html" || status=$?
              # 0: none, 2: drift, 7: something did not answer, and keeps its issue.
              case $status in 0 | 2 | 7) ;; *) exit "$status" ;; esac
              berth drift-issues "$files/drift.plan" --report-url "$CI_JOB_URL/artifacts/file/berth-pages/drift.html"
              case $status in 0 | 2) ;; *) exit "$status" ;; esac
          artifacts:
            when: always
            paths: [berth-pages]
            expire_in: 7 days

        """#
}
