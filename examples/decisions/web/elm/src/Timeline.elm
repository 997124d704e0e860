module Timeline exposing (Clock, merge, step, view)

{-| What the page knows of the mail, and the lines that it shows of it.
-}

import BuildAmp
import BuildAmp.People exposing (Step, StepState(..), Welcome)
import BuildAmpSse exposing (ProgressState(..), WorkflowProgress)
import Dict
import Html exposing (Html, h3, li, p, span, text)
import Html.Attributes exposing (attribute, class)
import Html.Keyed as Keyed
import Time


{-| Where the reader is, and when.
-}
type alias Clock =
    { zone : Time.Zone
    , now : Time.Posix
    }



-- WHAT IS KNOWN


{-| What two sources say together: what was loaded, and what was told live. It is a union, so that it does not matter in
which order they come, or how often.
-}
merge : Welcome -> Welcome -> Welcome
merge one other =
    if one.correlationId == other.correlationId then
        { one
            | steps =
                List.sortBy (.at >> millis) (one.steps ++ other.steps)
                    |> List.map (\known -> ( ( known.eventId, known.attempt, word known.state ), known ))
                    |> Dict.fromList
                    |> Dict.values
        }

    else if millis one.signedUpAt < millis other.signedUpAt then
        other

    else
        one


{-| What the session was told, as a step.
-}
step : WorkflowProgress -> Step
step progress =
    { eventId = progress.eventId
    , attempt = progress.attempt
    , state =
        case progress.state of
            Queued ->
                StepStateQueued

            Running ->
                StepStateRunning

            Retrying ->
                StepStateRetrying

            Succeeded ->
                StepStateSucceeded

            Dead ->
                StepStateDead

            Cancelled ->
                StepStateCancelled
    , error = progress.error
    , runAt = progress.runAt
    , at = progress.at
    }


{-| The newest step of each attempt, the first attempt on top.
-}
newest : Welcome -> List Step
newest welcome =
    let
        hasEnded known =
            if known.state == StepStateRunning then
                0

            else
                1
    in
    List.sortBy (\known -> ( known.attempt, hasEnded known, millis known.at )) welcome.steps
        |> List.map (\known -> ( known.attempt, known ))
        |> Dict.fromList
        |> Dict.values


word : StepState -> String
word state =
    case state of
        StepStateQueued ->
            "queued"

        StepStateRunning ->
            "running"

        StepStateRetrying ->
            "retrying"

        StepStateSucceeded ->
            "succeeded"

        StepStateDead ->
            "dead"

        StepStateCancelled ->
            "cancelled"


millis : String -> Int
millis timestamp =
    BuildAmp.timestampToPosix timestamp |> Maybe.map Time.posixToMillis |> Maybe.withDefault 0



-- WHAT IS SHOWN


{-| A line. Its key stays the same while it changes; the time is when it happened or, of one that waits, when it will.
-}
type alias Line =
    { key : String
    , state : String
    , title : String
    , detail : String
    , at : Int
    }


view : Clock -> Maybe Welcome -> Html msg
view clock shown =
    let
        steps =
            Maybe.map newest shown |> Maybe.withDefault []

        last =
            List.head (List.reverse steps)

        data name value =
            attribute ("data-" ++ name) (Maybe.map value last |> Maybe.withDefault "")

        lines =
            List.map line steps ++ (Maybe.map2 follow shown last |> Maybe.withDefault [])
    in
    Keyed.ol
        [ class "timeline"
        , attribute "aria-live" "polite"
        , attribute "aria-labelledby" "progress"
        , data "event" .eventId
        , data "state" (.state >> word)
        ]
        (List.map (viewLine clock) lines)


line : Step -> Line
line { attempt, state, error, at } =
    let
        numbered words =
            "Attempt " ++ String.fromInt attempt ++ words

        ( title, detail ) =
            case ( state, attempt ) of
                ( StepStateQueued, 0 ) ->
                    ( "Queued", "Stored together with you, in one transaction." )

                ( StepStateQueued, _ ) ->
                    ( numbered " put off", "It runs again later." )

                ( StepStateRunning, _ ) ->
                    ( numbered "", "Handing the mail to the mail service …" )

                ( StepStateRetrying, _ ) ->
                    ( numbered " failed", sentence error )

                ( StepStateSucceeded, _ ) ->
                    ( numbered " succeeded", "The mail service has taken the mail." )

                ( StepStateDead, _ ) ->
                    ( numbered " failed for good", sentence error )

                ( StepStateCancelled, _ ) ->
                    ( "Cancelled", "Somebody called it off." )
    in
    { key = key attempt, state = word state, title = title, detail = detail, at = millis at }


{-| What comes after the last step, if anything does.
-}
follow : Welcome -> Step -> List Line
follow welcome last =
    let
        next =
            last.attempt + 1

        waiting =
            { key = key next
            , state = "waiting"
            , title = "Attempt " ++ String.fromInt next
            , detail = "Waiting for its time."
            , at = millis (Maybe.withDefault last.at last.runAt)
            }
    in
    case last.state of
        StepStateQueued ->
            [ waiting ]

        StepStateRetrying ->
            [ waiting ]

        StepStateSucceeded ->
            [ { key = "done"
              , state = "done"
              , title = "Done"
              , detail = "The mail is on its way to " ++ welcome.email ++ "."
              , at = millis last.at
              }
            ]

        StepStateRunning ->
            []

        StepStateDead ->
            []

        StepStateCancelled ->
            []


key : Int -> String
key attempt =
    if attempt == 0 then
        "queued"

    else
        "attempt-" ++ String.fromInt attempt


viewLine : Clock -> Line -> ( String, Html msg )
viewLine clock shown =
    ( shown.key
    , li [ attribute "data-key" shown.key, attribute "data-step" shown.state ]
        [ span [ class "dot", attribute "aria-hidden" "true" ] []
        , h3 [] [ text shown.title ]
        , Html.time
            [ attribute "aria-live" "off"
            , attribute "datetime" (BuildAmp.posixToTimestamp (Time.millisToPosix shown.at))
            ]
            [ text
                (if shown.state == "waiting" then
                    countdown (shown.at - Time.posixToMillis clock.now)

                 else
                    timeOfDay clock.zone (Time.millisToPosix shown.at)
                )
            ]
        , p [] [ text shown.detail ]
        ]
    )


countdown : Int -> String
countdown milliseconds =
    if milliseconds > 0 then
        "in " ++ String.fromInt (max 1 (round (toFloat milliseconds / 1000))) ++ " s"

    else
        "now"


timeOfDay : Time.Zone -> Time.Posix -> String
timeOfDay zone time =
    [ Time.toHour, Time.toMinute, Time.toSecond ]
        |> List.map (\part -> String.padLeft 2 '0' (String.fromInt (part zone time)))
        |> String.join ":"


{-| A handler's error as a sentence.
-}
sentence : Maybe String -> String
sentence error =
    let
        words =
            Maybe.withDefault "it is not known why" error

        end =
            if List.any (\mark -> String.endsWith mark words) [ ".", "!", "?" ] then
                ""

            else
                "."
    in
    String.toUpper (String.left 1 words) ++ String.dropLeft 1 words ++ end
